(** The tactic [interval] of coq-interval without axioms of its own.

    coq-interval computes on machine integers (with i_prec) or machine floating-point numbers (without), which Coq postulates: theorems
    proved with it depend on the axioms of Uint63 or FloatAxioms. Here the same tactic is instantiated on the binary integers
    of the standard library, so that the axioms of the real numbers remain and nothing else. Files that import this one last
    write [interval] and [interval with (i_prec p, ...)] as usual. It is slower, but not noticeably so for a few dozen goals at
    100 bits. (It uses the functor of which coq-interval's own tactics are instances; made for 4.6.) *)

From Coq Require Import Reals.
From Interval Require Export Tactic.
From Interval Require Import Float.Specific_stdz Float.Specific_ops.

Module Standard_float := SpecificFloat StdZRadix2.
Module Standard_tactic := IntervalTactic Standard_float.

(** (a, b, c) as a list in front of [rest]. *)
Ltac listed parameters rest :=
  lazymatch parameters with
  | (?init, ?last) => listed init (cons last rest)
  | ?single => constr:(cons single rest)
  end.

(** 60 bits, unless the parameters say otherwise: without a precision, the machine's floating-point numbers would be used. *)
Tactic Notation "interval" := Standard_tactic.Private.do_interval (cons (i_prec 60) nil).
Tactic Notation "interval" "with" constr(parameters) :=
  let list := listed parameters (@nil interval_tac_parameters) in
  Standard_tactic.Private.do_interval (cons (i_prec 60) list).
