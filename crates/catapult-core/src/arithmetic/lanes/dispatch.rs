//! Choosing vector instructions at run time.

/// A set of vector instructions, widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstructionSet {
    /// x86-64 with AVX-512 (level v4 and what its processors share): eight doubles at a time, fused multiply-adds.
    Avx512,
    /// x86-64 with AVX2 and FMA (level v3): four doubles, fused.
    Avx2,
    /// What the program was compiled for: SSE2 on x86-64 (two doubles, not fused), NEON on AArch64 (two, fused).
    Baseline,
}

impl InstructionSet {
    /// The sets of this processor, widest first. The last one is always [`InstructionSet::Baseline`].
    pub fn available() -> Vec<Self> {
        let mut sets = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            if pulp::x86::V4::try_new().is_some() {
                sets.push(InstructionSet::Avx512);
            }
            if pulp::x86::V3::try_new().is_some() {
                sets.push(InstructionSet::Avx2);
            }
        }
        sets.push(InstructionSet::Baseline);
        sets
    }

    /// Whether its kernels fuse multiplications and additions, so that their bits are those of `Lanes<_, true>`.
    pub fn fuses(self) -> bool {
        self != InstructionSet::Baseline || cfg!(target_arch = "aarch64")
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            InstructionSet::Avx512 => "AVX-512",
            InstructionSet::Avx2 => "AVX2",
            InstructionSet::Baseline => "baseline",
        }
    }
}

/// Work over [`super::Lanes`]. Implementations of [`LaneKernel::run`] and all that it calls in its inner loop are
/// `#[inline(always)]`: only what is inlined is compiled for the chosen instructions.
pub trait LaneKernel {
    /// What it returns.
    type Output;
    /// Does the work with lanes that fuse or do not.
    fn run<const FUSED: bool>(self) -> Self::Output;
    /// As `run`, for the widest registers: AVX-512 has twice as many as the others.
    #[inline(always)]
    fn run_widest(self) -> Self::Output
    where
        Self: Sized,
    {
        self.run::<true>()
    }
}

/// Runs a kernel with the given instructions, or the baseline's where the processor does not have them.
pub fn run_vectorised<K: LaneKernel>(set: InstructionSet, kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    match set {
        InstructionSet::Avx512 => {
            if let Some(instructions) = pulp::x86::V4::try_new() {
                return instructions.vectorize(Widest(kernel));
            }
        }
        InstructionSet::Avx2 => {
            if let Some(instructions) = pulp::x86::V3::try_new() {
                return instructions.vectorize(Fused(kernel));
            }
        }
        InstructionSet::Baseline => {}
    }
    // The attribute and not `cfg!`, so that the other kernel is not compiled.
    #[cfg(target_arch = "aarch64")]
    {
        let _ = set;
        kernel.run::<true>()
    }
    #[cfg(not(target_arch = "aarch64"))]
    kernel.run::<false>()
}

/// Clears the upper halves of the vector registers, on processors that have them.
///
/// Kernels in assembly may return with the upper halves in use. Code of the baseline (SSE2) then keeps them alive, instruction by
/// instruction: on an EPYC of 2024 an exponential takes thirty times as long until something clears them. What the compiler makes for AVX
/// clears them when it returns, so one addition of four doubles does.
pub fn clear_upper_registers() {
    #[cfg(target_arch = "x86_64")]
    if let Some(instructions) = pulp::x86::V3::try_new() {
        instructions.vectorize(Addition(instructions));
    }
}

#[cfg(target_arch = "x86_64")]
struct Addition(pulp::x86::V3);

#[cfg(target_arch = "x86_64")]
impl pulp::NullaryFnOnce for Addition {
    type Output = ();
    #[inline(always)]
    fn call(self) {
        // opaque, so that the addition is made
        let four = self.0.splat_f64x4(std::hint::black_box(1.0));
        std::hint::black_box(self.0.add_f64x4(four, four));
    }
}

#[cfg(target_arch = "x86_64")]
struct Fused<K>(K);

#[cfg(target_arch = "x86_64")]
impl<K: LaneKernel> pulp::NullaryFnOnce for Fused<K> {
    type Output = K::Output;
    #[inline(always)]
    fn call(self) -> K::Output {
        self.0.run::<true>()
    }
}

#[cfg(target_arch = "x86_64")]
struct Widest<K>(K);

#[cfg(target_arch = "x86_64")]
impl<K: LaneKernel> pulp::NullaryFnOnce for Widest<K> {
    type Output = K::Output;
    #[inline(always)]
    fn call(self) -> K::Output {
        self.0.run_widest()
    }
}
