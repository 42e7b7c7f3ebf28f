(** Certificates about linear predictors, proved in Coq: a basin of the minimum and a 2-cycle (see Linear_examples.v).

    The basins are cut into pieces, as in the certificates; on each piece a chain of intervals encloses the iterate and its
    slope (Linear_cycles.v, `chain_encloses`). *)

From Coq Require Import Reals Lra Lia List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Linear_certificates.
Open Scope R_scope.

Module Contraction.


Definition points : data := [((-1), 1%positive); ((1), 1%positive); ((2), 1%positive)].
Definition learning_rate : R := (7 / 5).
Definition start : R := (21 / 20).

Lemma state_0 : enclosed (linear_map exponential points learning_rate) start 0 start start.
Proof. apply enclosed_start. Qed.

Lemma state_1 : enclosed (linear_map exponential points learning_rate) start 1 (-0.005973572474820820219102008912452470267564920705121012143699) (-0.005973572474820820219102008912452470267564920705121012143498).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_0). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_2 : enclosed (linear_map exponential points learning_rate) start 2 (0.944152672331127680887699654575467518441701912971098723811954) (0.944152672331127680887699654575467518441701912971098723812996).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_1). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_3 : enclosed (linear_map exponential points learning_rate) start 3 (0.067300399780782557500832576729941252530535191442579242977535) (0.067300399780782557500832576729941252530535191442579242980786).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_2). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_4 : enclosed (linear_map exponential points learning_rate) start 4 (0.820233049584693193905229098611720337467323149396341069237896) (0.820233049584693193905229098611720337467323149396341069250849).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_3). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_5 : enclosed (linear_map exponential points learning_rate) start 5 (0.146870049090831706352591574466228131270761128911849588318491) (0.146870049090831706352591574466228131270761128911849588356122).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_4). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_6 : enclosed (linear_map exponential points learning_rate) start 6 (0.705070189279840034126324838745303303412711771916134551990801) (0.705070189279840034126324838745303303412711771916134552129049).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_5). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_7 : enclosed (linear_map exponential points learning_rate) start 7 (0.218945005797470395349117253869838457546446035486771662762130) (0.218945005797470395349117253869838457546446035486771663162395).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_6). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma loss_rises_1 : risk exponential points (orbit (linear_map exponential points learning_rate) start 1) < risk exponential points (orbit (linear_map exponential points learning_rate) start (S 1)).
Proof.
  apply (loss_rises _ _ _ _ _ _ _ _ _ state_1 state_2). intros v v' Hv Hv'.
  unfold points, start in *. write_out. apply Rminus_gt_0_lt. interval with (i_prec 250).
Qed.

Lemma piece_0 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.16961762499109784402) (0.20086762499109785096) 2 (0.23517063204934432553) (0.26534326752195175165) (0.665285317825 * (1.301974938794 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.63474029633830039682) (0.67730982879127616068) (1.301974938794 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.16961762499109784402) (0.20086762499109785096) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_1 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.20086762499109785096) (0.23211762499109785790) 2 (0.26020189654946426544) (0.28929091234941082307) (0.682901156293 * (1.225346823141 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.59840962769286911574) (0.63849744877346263706) (1.225346823141 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.20086762499109785096) (0.23211762499109785790) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_2 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.23211762499109785790) (0.26336762499109786484) 2 (0.28431959299559632654) (0.31252560132585329225) (0.703657400750 * (1.154645772781 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.56414919448953641388) (0.60195002075591322162) (1.154645772781 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.23211762499109785790) (0.26336762499109786484) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_3 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.26336762499109786484) (0.29461762499109787178) 2 (0.30769310381970553716) (0.33517720001262127853) (0.727109147448 * (1.089576496457 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.53179116894621444432) (0.56749009219666492709) (1.089576496457 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.26336762499109786484) (0.29461762499109787178) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_4 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.29461762499109787178) (0.32586762499109787872) 2 (0.33045821290870720322) (0.35735244665701519978) (0.752881120103 * (1.029862910433 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.50117587305656687282) (0.53494898890717149454) (1.029862910433 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.29461762499109787178) (0.32586762499109787872) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_5 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.32586762499109787872) (0.35711762499109788566) 2 (0.35272594775752559492) (0.37914169320419627058) (0.780661427751 * (0.975247038365 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.47215124144059667775) (0.50416624198545138791) (0.975247038365 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.32586762499109787872) (0.35711762499109788566) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_6 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.35711762499109788566) (0.38836762499109789260) 2 (0.37458964885861551335) (0.40062427924170277932) (0.810196204311 * (0.925487979193 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.44457231472585563731) (0.47498904750248218969) (0.925487979193 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.35711762499109788566) (0.38836762499109789260) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_7 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.38836762499109789260) (0.41961762499109789954) 2 (0.39613060819696784799) (0.42187280753864801049) (0.841284966354 * (0.880360938964 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.41830076156518586138) (0.44727175691525070057) (0.880360938964 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.38836762499109789260) (0.41961762499109789954) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_8 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.41961762499109789954) (0.45086762499109790647) 2 (0.41742255684626408742) (0.44295654311437035677) (0.873776577221 * (0.839656322797 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.39320442750965093658) (0.42087539630069061206) (0.839656322797 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.41961762499109789954) (0.45086762499109790647) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_9 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.45086762499109790647) (0.48211762499109791341) 2 (0.43853523263574510156) (0.46394412027941948983) (0.907565743832 * (0.803178883400 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.36915690906118519564) (0.39566721261819881356) (0.803178883400 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.45086762499109790647) (0.48211762499109791341) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_10 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.48211762499109791341) (0.51336762499109792035) 2 (0.45953721960090754068) (0.48490571177026228761) (0.942590000541 * (0.770746922793 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.34603715132889890159) (0.37152024531496138193) (0.770746922793 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.48211762499109791341) (0.51336762499109792035) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_11 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.51336762499109792035) (0.54461762499109792729) 2 (0.48049821923013575202) (0.50591478945585661800) (0.978827154859 * (0.742191544071 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.32372906780631419162) (0.34831292168835829161) (0.742191544071 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.51336762499109792035) (0.54461762499109792729) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_12 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.54461762499109792729) (0.57586762499109793423) 2 (0.50149088777535342422) (0.52704958604549400208) (1.016293184885 * (0.717355950251 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.30212118087443725232) (0.32592867451364376493) (0.717355950251 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.54461762499109792729) (0.57586762499109793423) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_13 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.57586762499109793423) (0.60711762499109794117) 2 (0.52259235294811301147) (0.54839435098099758239) (1.055040589440 * (0.696094787426 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.28110628171783997913) (0.30425558053328505165) (0.696094787426 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.57586762499109793423) (0.60711762499109794117) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_14 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.60711762499109794117) (0.63836762499109794811) 2 (0.54388550632687241203) (0.57004048067028568352) (1.095157200593 * (0.678273529611 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.26058110841815202366) (0.28318601848713202809) (0.678273529611 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.60711762499109794117) (0.63836762499109794811) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_15 : chain (linear_map exponential points learning_rate) (map_slope exponential points learning_rate) (0.63836762499109794811) (0.66961762499109795505) 2 (0.56546015413509377125) (0.59208759298447563238) (1.136765475491 * (0.663767902834 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.24044604106185475995) (0.26261634544030808406) (0.663767902834 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (0.63836762499109794811) (0.66961762499109795505) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Theorem certificate : catapult exponential points learning_rate start.
Proof.
  apply (linear_contraction_from_chains exponential points learning_rate start 2 7 1 (0.218945005797470395349117253869838457546446035486771662762130) (0.218945005797470395349117253869838457546446035486771663162395) (0.16961762499109784402) (0.66961762499109795505) [(0.20086762499109785096); (0.23211762499109785790); (0.26336762499109786484); (0.29461762499109787178); (0.32586762499109787872); (0.35711762499109788566); (0.38836762499109789260); (0.41961762499109789954); (0.45086762499109790647); (0.48211762499109791341); (0.51336762499109792035); (0.54461762499109792729); (0.57586762499109793423); (0.60711762499109794117); (0.63836762499109794811); (0.66961762499109795505)]).
  - lia.
  - lra.
  - unfold points. write_out. interval with (i_prec 200).
  - unfold points. write_out. interval with (i_prec 200).
  - discriminate.
  - reflexivity.
  - repeat constructor.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_0); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_1); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_2); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_3); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_4); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_5); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_6); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_7); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_8); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_9); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_10); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_11); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_12); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_13); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_14); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_15); lra.
  - exact loss_rises_1.
  - exact state_7.
  - lra.
  - lra.
Qed.

End Contraction.

Module Cycle.

Definition points : data := [((-1), 1%positive); ((1), 1%positive); ((2), 1%positive)].
Definition learning_rate : R := (6).
Definition start : R := (1).

Lemma state_0 : enclosed (linear_map logistic points learning_rate) start 0 start start.
Proof. apply enclosed_start. Qed.

Lemma state_1 : enclosed (linear_map logistic points learning_rate) start 1 (0.552577373568450706756446467503067721713884244823900819700815) (0.552577373568450706756446467503067721713884244823900819701016).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_0). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_2 : enclosed (linear_map logistic points learning_rate) start 2 (1.008745142202510406757087117535024265504160065418492761878769) (1.008745142202510406757087117535024265504160065418492761879722).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_1). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_3 : enclosed (linear_map logistic points learning_rate) start 3 (0.547162144376060785175965757453767757205358507934575225261818) (0.547162144376060785175965757453767757205358507934575225264757).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_2). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_4 : enclosed (linear_map logistic points learning_rate) start 4 (1.016473844482431863104309504795540441194083663809881101165826) (1.016473844482431863104309504795540441194083663809881101177118).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_3). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_5 : enclosed (linear_map logistic points learning_rate) start 5 (0.542480311782291984325052951398745555092648976809999915762007) (0.542480311782291984325052951398745555092648976809999915794496).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_4). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma state_6 : enclosed (linear_map logistic points learning_rate) start 6 (1.023197113766999691681500680860281158356166798893092232846753) (1.023197113766999691681500680860281158356166798893092232969892).
Proof.
  apply (enclosed_step _ _ _ _ _ _ _ state_5). intros v Hv. unfold points, learning_rate, start in *. write_out.
  split; interval with (i_prec 250).
Qed.

Lemma centre : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.055741458080147734307713217891467807916597143) (1.055741458080147734307713217891467807916597143) 2 (1.055741458080147734307713217891467807916597143088814785160429) (1.055741458080147734307713217891467807916597143088814785685730) (1.508202002759 * (0.547314440397 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.520180859595286492953634962092731594618960296397578147072438) (0.520180859595286492953634962092731594618960296397578147272439) (0.547314440397 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.055741458080147734307713217891467807916597143) (1.055741458080147734307713217891467807916597143) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma region : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.055741458080147734307713217890467807916597143) (1.055741458080147734307713217892467807916597143) 2 (1.055741458080147734307713217890507785339198946175345135770385) (1.055741458080147734307713217892427830493995340002284435075772) (1.508202002759 * (0.547314440397 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.520180859595286492953634962092141353555787470377086405120901) (0.520180859595286492953634962093321835682133122418069889223978) (0.547314440397 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.055741458080147734307713217890467807916597143) (1.055741458080147734307713217892467807916597143) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma divisor_1 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.055741458080147734307713217891467807906597143) (1.055741458080147734307713217891467807926597143) 1 (0.520180859595286492953634962092731594613057885765849886867621) (0.520180859595286492953634962092731594624862707029306407477257) (0.547314440397 * 1).
Proof.
  apply (chain_step _ _ _ _ 0 (1.055741458080147734307713217891467807906597143) (1.055741458080147734307713217891467807926597143) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_0 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.02226892067484389161) (1.03063705502616985228) 2 (1.02742896402749091645) (1.03599540883355834566) (1.484093029721 * (0.601890593328 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.53390802032441694466) (0.53927756942418018208) (0.601890593328 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.02226892067484389161) (1.03063705502616985228) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_1 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.03063705502616985228) (1.03900518937749581296) 2 (1.03452158698377425251) (1.04293858735700441227) (1.492486586354 * (0.588122215552 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.52914486243764254483) (0.53439053018282349882) (0.588122215552 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.03063705502616985228) (1.03900518937749581296) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_2 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.03900518937749581296) (1.04737332372882177363) 2 (1.04149090559559237000) (1.04975613659793114534) (1.500654451458 * (0.574436163062 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.52449361103232049875) (0.52961614430385697342) (0.574436163062 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.03900518937749581296) (1.04737332372882177363) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_3 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.04737332372882177363) (1.05574145808014773430) 2 (1.04833498663277721371) (1.05644625895540806005) (1.508599050531 * (0.560833300331 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.51995357990131766431) (0.52495373314863189443) (0.560833300331 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.04737332372882177363) (1.05574145808014773430) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_4 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.05574145808014773430) (1.06410959243147369498) 2 (1.05505200917250797677) (1.06300726662030645661) (1.516322867394 * (0.547314440398 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.51552407639533020327) (0.52040261117718917342) (0.547314440398 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.05574145808014773430) (1.06410959243147369498) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_5 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.06410959243147369498) (1.07247772678279965565) 2 (1.06164026252730198918) (1.06943757942465921556) (1.523828437094 * (0.533880345985 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.51120440183062052939) (0.51596208636611918633) (0.533880345985 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.06410959243147369498) (1.07247772678279965565) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_6 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.07247772678279965565) (1.08084586113412561633) 2 (1.06809814410714888374) (1.07573572263516352459) (1.531118339038 * (0.520531730618 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.50699385188754694288) (0.51163146061721920766) (0.520531730618 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.07247772678279965565) (1.08084586113412561633) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Lemma piece_7 : chain (linear_map logistic points learning_rate) (map_slope logistic points learning_rate) (1.08084586113412561633) (1.08921399548545157700) 2 (1.07442415722408533154) (1.08190032469873992322) (1.538195190358 * (0.507269259753 * 1)).
Proof.
  apply (chain_step _ _ _ _ 1 (0.50289171699989213840) (0.50741003015694347000) (0.507269259753 * 1)); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply (chain_step _ _ _ _ 0 (1.08084586113412561633) (1.08921399548545157700) 1); [| intros v Hv; unfold points, learning_rate in *; write_out; split; [split |]; interval with (i_prec 200, i_autodiff v, i_bisect v)].
  apply chain_start.
Qed.

Theorem certificate : oscillating logistic points learning_rate start 2.
Proof.
  refine (proj1 (linear_cycle_from_chains logistic points learning_rate start 2 1 6 (1.055741458080147734307713217890467807916597143) (1.055741458080147734307713217892467807916597143) (1.055741458080147734307713217891467807916597143) _ _ _ _ _ _ (1.055741458080147734307713217891467807906597143) (1.055741458080147734307713217891467807926597143) _ _ (1.02226892067484389161) (1.08921399548545157700) [(1.03063705502616985228); (1.03900518937749581296); (1.04737332372882177363); (1.05574145808014773430); (1.06410959243147369498); (1.07247772678279965565); (1.08084586113412561633); (1.08921399548545157700)]
    _ _ _ _ centre region _ _ _ _ _ _ _ _ _ state_6 _ _)); try lia; try lra.
  - intros r d Hr Hd. split; interval with (i_prec 200).
  - apply divisors_below. repeat constructor; intros Hdiv; try (exfalso; destruct Hdiv; lia).
    + do 3 eexists. split; [exact divisor_1 | lra].
  - discriminate.
  - reflexivity.
  - repeat constructor.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_0); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_1); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_2); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_3); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_4); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_5); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_6); lra.
    + apply (piece_from_chain _ _ _ _ _ _ _ _ _ _ piece_7); lra.
Qed.

End Cycle.
