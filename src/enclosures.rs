//! Enclosures in JSON, beside the numbers that they enclose.

use serde_json::{Map, Value, json};

/// What an enclosure may have besides its ends.
const CLOSED_FORM: &str = "exact";

/// Adds `"value"` to every `{"lower": "..", "upper": ".."}` in an answer, with a closed form or without: a double in the middle of the enclosure, for programs
/// that want a number; null where there is none, as between infinite ends. Certificates do not have it.
///
/// # Guarantee
///
/// The two ends are certified; the value is numerical.
pub fn with_values(mut answer: Value) -> Value {
    add_values(&mut answer);
    answer
}

fn add_values(answer: &mut Value) {
    match answer {
        Value::Array(entries) => entries.iter_mut().for_each(add_values),
        Value::Object(fields) => {
            fields.values_mut().for_each(add_values);
            if let Some(Ends { lower, upper, .. }) = ends_of(fields)
                && let (Some(lower), Some(upper)) = (lower.parse::<f64>().ok(), upper.parse::<f64>().ok())
            {
                let middle = lower + (upper - lower) / 2.0;
                fields.insert("value".into(), if middle.is_finite() { json!(middle) } else { Value::Null });
            }
        }
        _ => {}
    }
}

/// An enclosure in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends<'a> {
    /// The lower end.
    pub lower: &'a str,
    /// The upper end.
    pub upper: &'a str,
    /// The value in writing, where it is known exactly: `3/16`, `log 3`.
    pub exact: Option<&'a str>,
}

/// The ends of an object that is an enclosure: `{"lower": "..", "upper": ".."}`, with a closed form or without, and nothing else.
pub fn ends_of(fields: &Map<String, Value>) -> Option<Ends<'_>> {
    if !fields.keys().all(|name| ["lower", "upper", CLOSED_FORM].contains(&name.as_str())) {
        return None;
    }
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    Some(Ends { lower: text("lower")?, upper: text("upper")?, exact: text(CLOSED_FORM) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enclosures_get_a_number_and_nothing_else_does() {
        let answer = json!({
            "limit": {"lambda": {"lower": "1.0328354", "upper": "1.0328356"}, "cycle": [{"lower": "-3", "upper": "-3"}]},
            "beyond": {"lower": "1e999", "upper": "inf"},
            "range": {"lower": 1, "upper": 2},
            "more": {"lower": "1", "upper": "2", "name": "x"},
            "known": {"lower": "0.1875", "upper": "0.1875", "exact": "3/16"},
        });
        let told = with_values(answer.clone());
        assert_eq!(told["limit"]["cycle"][0], json!({"lower": "-3", "upper": "-3", "value": -3.0}));
        let value = told["limit"]["lambda"]["value"].as_f64().expect("a number");
        assert!((1.0328354..=1.0328356).contains(&value));
        assert_eq!(told["beyond"]["value"], Value::Null);
        assert_eq!(told["known"]["value"], 0.1875);
        assert_eq!((&told["range"], &told["more"]), (&answer["range"], &answer["more"]));
    }
}
