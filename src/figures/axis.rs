//! Axes: the map from a quantity to a fraction of the panel, and round tick values.

use crate::arithmetic::Analytic;

/// Linear or logarithmic in base ten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equal lengths.
    Linear,
    /// Equal ratios are equal lengths.
    Logarithmic,
}

/// One axis of a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// What is shown, with its symbol.
    pub label: String,
    /// Linear or logarithmic.
    pub scale: Scale,
    /// Value at the left or lower end.
    pub from: f64,
    /// Value at the right or upper end, larger than `from`.
    pub to: f64,
    /// Ticks given by hand, each with its text, in place of the computed ones.
    pub ticks: Option<Vec<(f64, String)>>,
}

/// A tick: where it stands, and its text if it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Value on the axis.
    pub value: f64,
    /// Text; minor ticks have none.
    pub text: Option<String>,
}

impl Axis {
    /// A linear axis.
    pub fn linear(label: impl Into<String>, from: f64, to: f64) -> Self {
        Axis { label: label.into(), scale: Scale::Linear, from, to, ticks: None }
    }

    /// A logarithmic axis; both ends positive.
    pub fn logarithmic(label: impl Into<String>, from: f64, to: f64) -> Self {
        Axis { label: label.into(), scale: Scale::Logarithmic, from, to, ticks: None }
    }

    /// The same axis with ticks given by hand.
    pub fn with_ticks(mut self, ticks: Vec<(f64, String)>) -> Self {
        self.ticks = Some(ticks);
        self
    }

    /// The fraction of the axis' length at which `value` stands: 0 at `from`, 1 at `to`, outside [0, 1] beyond them.
    /// On a logarithmic axis zero and negative values stand infinitely far below.
    pub fn fraction(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.from) / (self.to - self.from),
            Scale::Logarithmic if value <= 0.0 => f64::NEG_INFINITY,
            Scale::Logarithmic => Analytic::ln(value / self.from) / Analytic::ln(self.to / self.from),
        }
    }

    /// The value at a fraction of the axis' length; inverse of [`Axis::fraction`].
    pub fn value(&self, fraction: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.from + fraction * (self.to - self.from),
            Scale::Logarithmic => self.from * Analytic::exp(fraction * Analytic::ln(self.to / self.from)),
        }
    }

    /// The ticks: multiples of 1, 2 or 5 times a power of ten on a linear axis, about `count` of them; powers of ten on a
    /// logarithmic one, with minor ticks between them if the axis spans few, and with texts at 2 and 5 if it spans one.
    pub fn tick_marks(&self, count: usize) -> Vec<Tick> {
        if let Some(ticks) = &self.ticks {
            return ticks.iter().map(|(value, text)| Tick { value: *value, text: Some(text.clone()) }).collect();
        }
        match self.scale {
            Scale::Linear => self.linear_ticks(count),
            Scale::Logarithmic => self.logarithmic_ticks(count),
        }
    }

    fn linear_ticks(&self, count: usize) -> Vec<Tick> {
        let raw = (self.to - self.from) / count.max(1) as f64;
        let exponent = raw.log10().floor() as i32;
        let steps =
            [(1, exponent + 1), (5, exponent), (2, exponent), (1, exponent), (5, exponent - 1), (2, exponent - 1)];
        // The smallest step that gives no more ticks than asked for; but a smaller one if it gives fewer than two.
        let wanted = steps.iter().rposition(|step| Self::multiple(*step, 1) >= raw * 0.999).unwrap_or(0);
        let step =
            steps[wanted..].iter().copied().find(|step| self.multiples(*step).count() >= 2).unwrap_or(steps[wanted]);
        let decimals = usize::try_from(-step.1).unwrap_or(0);
        self.multiples(step)
            .map(|index| Self::multiple(step, index))
            .map(|value| Tick { value, text: Some(minus(format!("{value:.decimals$}"))) })
            .collect()
    }

    /// `index` times mantissa · 10^exponent. Dividing by an exact power of ten gives the nearest `f64`, which a product
    /// with 0.1 would not.
    fn multiple((mantissa, exponent): (i64, i32), index: i64) -> f64 {
        let units = (index * mantissa) as f64;
        if exponent < 0 { units / power_of_ten(-exponent) } else { units * power_of_ten(exponent) }
    }

    /// Which multiples of a step lie on the axis.
    fn multiples(&self, step: (i64, i32)) -> std::ops::RangeInclusive<i64> {
        let length = Self::multiple(step, 1);
        (self.from / length - 1e-9).ceil() as i64..=(self.to / length + 1e-9).floor() as i64
    }

    fn logarithmic_ticks(&self, count: usize) -> Vec<Tick> {
        let first = self.from.log10().floor() as i32;
        let last = self.to.log10().ceil() as i32;
        let inside = |value: f64| (-1e-9..=1.0 + 1e-9).contains(&self.fraction(value));
        let decades = last - first;
        let powers = (first..=last).filter(|exponent| inside(power_of_ten(*exponent))).count();
        let every = (decades as usize).div_ceil(count.max(1)).max(1) as i32;
        let mut ticks = Vec::new();
        for exponent in first..=last {
            for digit in 1..=9 {
                let value = if exponent < 0 {
                    f64::from(digit) / power_of_ten(-exponent)
                } else {
                    f64::from(digit) * power_of_ten(exponent)
                };
                if !inside(value) || (digit > 1 && decades > 7) {
                    continue;
                }
                let text = match digit {
                    1 if powers > 1 && exponent.rem_euclid(every) == 0 => Some(power_text(exponent)),
                    1 | 2 | 5 if powers <= 1 => Some(plain_text(value)),
                    _ => None,
                };
                ticks.push(Tick { value, text });
            }
        }
        ticks
    }
}

fn power_of_ten(exponent: i32) -> f64 {
    let magnitude = (0..exponent.abs()).fold(1.0, |power, _| power * 10.0);
    if exponent < 0 { 1.0 / magnitude } else { magnitude }
}

/// 10ⁿ, and 1 and 10 as such.
fn power_text(exponent: i32) -> String {
    match exponent {
        0 => "1".to_string(),
        1 => "10".to_string(),
        _ => format!("10{}", superscript(exponent)),
    }
}

/// An integer in superscript characters.
pub fn superscript(value: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    value.to_string().chars().map(|c| c.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize])).collect()
}

fn plain_text(value: f64) -> String {
    minus(format!("{value}"))
}

/// A typographic minus sign.
fn minus(text: String) -> String {
    text.replace('-', "−")
}
