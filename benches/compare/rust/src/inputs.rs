//! The numbers that every library starts from: the same bits as `../../inputs.py` makes.

pub const LAYERS_T1: [usize; 4] = [2, 16, 16, 1];
pub const LAYERS_T2: [usize; 4] = [784, 512, 256, 10];
pub const POINTS: usize = 100;
pub const BATCH: usize = 128;
pub const RATE_T1: f64 = 0.05;
pub const RATE_T2: f64 = 0.01;
pub const MOMENTUM: f64 = 0.9;
pub const ELEMENTS: usize = 4 << 20;
pub const ROWS: usize = 4096;
pub const COLUMNS: usize = 1024;
pub const EPSILON: f64 = 1e-5;
pub const A: f32 = 0.7;
pub const B: f32 = 0.2;

/// `count` numbers, uniform in [-scale, scale): the hash of each flat index and the seed
/// (the 32-bit mixer of Wellons' hash prospector).
pub fn uniform(seed: u32, count: usize, scale: f32) -> Vec<f32> {
    let offset = seed.wrapping_mul(0x85EB_CA6B);
    let number = |index: usize| {
        let mut hashed = (index as u32).wrapping_mul(0x9E37_79B9).wrapping_add(offset);
        hashed ^= hashed >> 16;
        hashed = hashed.wrapping_mul(0x21F0_AAAD);
        hashed ^= hashed >> 15;
        hashed = hashed.wrapping_mul(0x735A_2D97);
        hashed ^= hashed >> 15;
        let unit = (hashed >> 8) as f32 / (1 << 24) as f32;
        (unit * 2.0 - 1.0) * scale
    };
    (0..count).map(number).collect()
}

/// Weight [out, in] and bias [out] of a layer, uniform within 1/sqrt(in).
pub fn layer(index: usize, sizes: &[usize; 4]) -> (Vec<f32>, Vec<f32>) {
    let (inputs, outputs) = (sizes[index], sizes[index + 1]);
    let scale = (inputs as f64).powf(-0.5) as f32;
    let weight = uniform(10 + index as u32, inputs * outputs, scale);
    let bias = uniform(20 + index as u32, outputs, scale);
    (weight, bias)
}

/// T1: points of the plane [100, 2] and the product of their coordinates [100, 1].
pub fn surface() -> (Vec<f32>, Vec<f32>) {
    let points = uniform(1, POINTS * 2, 1.0);
    let products = points.chunks(2).map(|point| point[0] * point[1]).collect();
    (points, products)
}

/// T2: images [128, 784] and labels 0 to 9.
pub fn images() -> (Vec<f32>, Vec<u32>) {
    let labels = (0..BATCH as u32).map(|index| index % 10).collect();
    (uniform(1, BATCH * LAYERS_T2[0], 1.0), labels)
}

/// T7: the tensor x.
pub fn elementwise() -> Vec<f32> {
    uniform(1, ELEMENTS, 3.0)
}

/// T9a: logits [4096, 1024] and labels.
pub fn logits() -> (Vec<f32>, Vec<u32>) {
    let labels = (0..ROWS as u32).map(|row| row * 37 % COLUMNS as u32);
    (uniform(1, ROWS * COLUMNS, 4.0), labels.collect())
}

/// T9b: input [4096, 1024], weight [1024] and bias [1024] of the layer norm.
pub fn normalised() -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let weight = uniform(2, COLUMNS, 0.1).iter().map(|each| 1.0 + each).collect();
    (uniform(1, ROWS * COLUMNS, 1.0), weight, uniform(3, COLUMNS, 0.1))
}
