(** The tactic of coq-interval without axioms of its own: [standard_interval p] proves what [interval with (i_prec p)] proves.

    coq-interval computes on machine integers or machine floating-point numbers, which Coq postulates: theorems proved with
    [interval] depend on the axioms of Uint63 or FloatAxioms. Here the same tactic is instantiated on the binary integers of
    the standard library, so that only the axioms of the real numbers remain. It is slower, but not noticeably so
    for goals about a few steps of an orbit. (It uses the functor that coq-interval's own tactics are instances of; 4.6.) *)

From Coq Require Import Reals.
From Interval Require Export Tactic.
From Interval Require Import Float.Specific_stdz Float.Specific_ops.

Module Standard_float := SpecificFloat StdZRadix2.
Module Standard_tactic := IntervalTactic Standard_float.

(** [precision]: bits of the mantissas, a numeral of type positive. *)
Ltac standard_interval precision := Standard_tactic.Private.do_interval (cons (i_prec precision) nil).
