//! Image files for tests, byte by byte as the formats describe them.
#![allow(dead_code)] // each test file uses its own part

use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use std::path::Path;

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Images of 2 x 2 pixels.
pub fn idx_images(count: u32, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = 0x803_u32.to_be_bytes().to_vec();
    for size in [count, 2, 2] {
        bytes.extend(size.to_be_bytes());
    }
    bytes.extend(pixels);
    bytes
}

pub fn idx_labels(count: u32, labels: &[u8]) -> Vec<u8> {
    let mut bytes = 0x801_u32.to_be_bytes().to_vec();
    bytes.extend(count.to_be_bytes());
    bytes.extend(labels);
    bytes
}

/// Pixels k -> 37 k mod 256 of as many images of 2 x 2.
pub fn pixels(count: usize) -> Vec<u8> {
    (0..4 * count).map(|index| (index * 37 % 256) as u8).collect()
}

/// Both MNIST files of both parts, with the names made of prefix, content and number of axes.
pub fn write_mnist(directory: &Path, classes: &[u8], name: impl Fn(&str, &str, u32) -> String) {
    std::fs::create_dir_all(directory).expect("a folder");
    let count = classes.len() as u32;
    for prefix in ["train", "t10k"] {
        let contents = [
            (name(prefix, "images", 3), idx_images(count, &pixels(classes.len()))),
            (name(prefix, "labels", 1), idx_labels(count, classes)),
        ];
        for (name, content) in contents {
            let content = if name.ends_with(".gz") { gzip(&content) } else { content };
            let path = directory.join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, content).expect("written");
        }
    }
}

/// A batch of CIFAR-10: the classes given, pixels that depend on place and seed.
pub fn cifar_batch(classes: &[u8], seed: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, class) in classes.iter().enumerate() {
        bytes.push(*class);
        bytes.extend((0..3072).map(|pixel| (pixel * 31 + (index + seed) * 101 + pixel * index) as u8));
    }
    bytes
}

/// A member of a tar archive.
pub fn tar_member(name: &str, content: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[124..135].copy_from_slice(format!("{:011o}", content.len()).as_bytes());
    header[156] = b'0';
    let mut member = header.to_vec();
    member.extend(content);
    member.resize(member.len().next_multiple_of(512), 0);
    member
}
