//! Enclosures in JSON, beside the numbers that they enclose.

use serde_json::{Value, json};

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
            if fields.keys().all(|name| ["lower", "upper", CLOSED_FORM].contains(&name.as_str()))
                && let (Some(lower), Some(upper)) = (end(fields.get("lower")), end(fields.get("upper")))
            {
                let middle = lower + (upper - lower) / 2.0;
                fields.insert("value".into(), if middle.is_finite() { json!(middle) } else { Value::Null });
            }
        }
        _ => {}
    }
}

fn end(field: Option<&Value>) -> Option<f64> {
    field?.as_str()?.parse().ok()
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
