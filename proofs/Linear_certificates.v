(** What printed certificates about linear predictors use when no orbit is followed (`catapult export coq --certificate`): the
    theorems of Linear_checks.v and two tactics for concrete data. Certificates that follow an orbit run the checker of
    Linear_enclosure.v instead. *)

From Coq Require Import Reals Lra Lia Psatz List ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Export Equations Descent Empirical Linear_checks.
Export ListNotations.
Open Scope R_scope.

(** Writes the functions of a concrete problem out as arithmetic, exp, cosh and ln. *)
Ltac write_out :=
  cbv [linear_map linear_step risk risk_slope risk_curvature mean total count multiplicity
       negative_curvature positive_curvature
       value slope curvature exponential logistic squared
       margin_loss_exponential margin_slope_exponential margin_curvature_exponential
       margin_loss_logistic margin_slope_logistic margin_curvature_logistic
       margin_loss_squared margin_slope_squared margin_curvature_squared
       critical_rate_exponential critical_rate_logistic kappa_logistic kappa_exponential kappa_squared cosh sinh tanh].

(** A point that is written in the list occurs. *)
Ltac point_occurs := eexists; simpl; intuition reflexivity.
