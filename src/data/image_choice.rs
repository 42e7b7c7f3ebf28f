//! Which images of MNIST or CIFAR-10 are meant: `A,B[:train|:test][:all|:n=N]`.

use super::DataError;
use super::cifar::CLASS_NAMES;
use crate::names::nearest;
use std::fmt;

/// The number of training images taken if no other is named, the paper's n_train as we read it (proofs/THEORY.md, section 5).
pub const TRAIN_COUNT: usize = 2048;
/// The number of test images taken if no other is named, the paper's n_test.
pub const TEST_COUNT: usize = 512;

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// A set of labelled images in ten classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Handwritten digits, 28 x 28.
    Mnist,
    /// Colour pictures, 32 x 32.
    Cifar10,
}

impl Family {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Family::Mnist => "mnist",
            Family::Cifar10 => "cifar10",
        }
    }

    /// The names of the ten classes, in the order of their numbers.
    pub fn class_names(self) -> [&'static str; 10] {
        match self {
            Family::Mnist => DIGITS,
            Family::Cifar10 => CLASS_NAMES,
        }
    }
}

/// Which part of an image data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The images for training, in the order of the training set.
    #[default]
    Train,
    /// Those for testing, in the order of the test set.
    Test,
}

/// How many images of the two classes are taken, from the first on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// `TRAIN_COUNT` or `TEST_COUNT`, fewer where there are not as many.
    #[default]
    Usual,
    /// All there are.
    All,
    /// This many.
    First(usize),
}

/// Two different class numbers from 0 to 9. The first becomes the label +1, the second -1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classes {
    positive: u8,
    negative: u8,
}

impl Classes {
    /// The class numbers, +1 first.
    pub fn numbers(self) -> [u8; 2] {
        [self.positive, self.negative]
    }
}

/// Images of two classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageChoice {
    /// The set that they are from.
    pub family: Family,
    /// The two classes.
    pub classes: Classes,
    /// The part of the set.
    pub part: Part,
    /// How many.
    pub extent: Extent,
}

impl ImageChoice {
    /// The training images that go with these: those whose mean and deviation standardise them. For training images these
    /// are themselves; for all test images, all training images; for other test images, the first `TRAIN_COUNT`.
    pub fn training(self) -> Self {
        match (self.part, self.extent) {
            (Part::Train, _) => self,
            (Part::Test, Extent::All) => ImageChoice { part: Part::Train, ..self },
            (Part::Test, _) => ImageChoice { part: Part::Train, extent: Extent::Usual, ..self },
        }
    }

    /// The test images that go with these.
    pub fn test(self) -> Self {
        match (self.part, self.extent) {
            (Part::Test, _) => self,
            (Part::Train, Extent::All) => ImageChoice { part: Part::Test, ..self },
            (Part::Train, _) => ImageChoice { part: Part::Test, extent: Extent::Usual, ..self },
        }
    }

    /// The largest number of images wanted.
    pub fn most(self) -> usize {
        match (self.extent, self.part) {
            (Extent::Usual, Part::Train) => TRAIN_COUNT,
            (Extent::Usual, Part::Test) => TEST_COUNT,
            (Extent::All, _) => usize::MAX,
            (Extent::First(count), _) => count,
        }
    }

    /// Reads what follows `mnist:` or `cifar10:`.
    ///
    /// # Errors
    ///
    /// [`DataError`] names what cannot be understood.
    pub(super) fn parse(family: Family, rest: &str) -> Result<Self, DataError> {
        let name = family.name();
        let malformed = |remedy: String| DataError::MalformedSpecification {
            text: format!("{name}:{}", rest.chars().take(80).collect::<String>()),
            remedy,
        };
        let mut pieces = rest.split(':');
        let pair = pieces.next().unwrap_or_default();
        let (mut part, mut extent) = (None, None);
        for piece in pieces {
            let count = piece.strip_prefix("n=");
            let repeated = match piece {
                "train" => part.replace(Part::Train).is_some(),
                "test" => part.replace(Part::Test).is_some(),
                "all" => extent.replace(Extent::All).is_some(),
                _ if count.is_some() => {
                    let count = count.and_then(|count| count.parse().ok()).filter(|count| *count > 0);
                    let count = count.ok_or_else(|| {
                        malformed(format!("`{piece}` is no number of images: write n=N with N at least 2, or all"))
                    })?;
                    extent.replace(Extent::First(count)).is_some()
                }
                _ => {
                    return Err(malformed(format!(
                        "there is no part `{piece}`, write {name}:{pair}:train or :test, and then :all or :n=N"
                    )));
                }
            };
            if repeated {
                return Err(malformed(format!("`{piece}` is at odds with what stands before it: name one of them")));
            }
        }
        let classes = parse_classes(pair, family)?;
        Ok(ImageChoice { family, classes, part: part.unwrap_or_default(), extent: extent.unwrap_or_default() })
    }
}

/// `A,B`.
fn parse_classes(pair: &str, family: Family) -> Result<Classes, DataError> {
    let names = family.class_names();
    let two = || DataError::MalformedSpecification {
        text: format!("{}:{}", family.name(), pair.chars().take(80).collect::<String>()),
        remedy: format!("name two classes separated by a comma, such as {}:{},{}", family.name(), names[0], names[1]),
    };
    let (first, second) = pair.split_once(',').ok_or_else(two)?;
    if second.contains(',') {
        return Err(two());
    }
    let class = |name: &str| {
        let name = name.trim();
        let position = names.iter().chain(&DIGITS).position(|known| known.eq_ignore_ascii_case(name));
        position.map(|index| (index % names.len()) as u8).ok_or_else(|| DataError::UnknownClass {
            class: name.chars().take(40).collect(),
            family: family.name(),
            hint: nearest(name, &names).map_or_else(String::new, |name| format!("did you mean {name}? ")),
            known: names.join(", "),
        })
    };
    let (positive, negative) = (class(first)?, class(second)?);
    if positive == negative {
        return Err(DataError::SameClass { class: names[usize::from(positive)].to_owned() });
    }
    Ok(Classes { positive, negative })
}

impl fmt::Display for ImageChoice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.family.class_names();
        let [first, second] = self.classes.numbers().map(|class| names[usize::from(class)]);
        write!(formatter, "{}:{first},{second}", self.family.name())?;
        if self.part == Part::Test {
            formatter.write_str(":test")?;
        }
        match self.extent {
            Extent::Usual => Ok(()),
            Extent::All => formatter.write_str(":all"),
            Extent::First(count) => write!(formatter, ":n={count}"),
        }
    }
}
