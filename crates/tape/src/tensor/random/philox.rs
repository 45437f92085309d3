//! Philox 4x32 with 10 rounds.

/// Multipliers and key increments of Salmon et al. (2011), section 3.3 and table 2.
const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const INCREMENTS: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];

/// Four random words: a pure function of key and counter.
#[inline(always)]
pub(crate) fn philox(key: u64, counter: u128) -> [u32; 4] {
    let mut key = [key as u32, (key >> 32) as u32];
    let mut words = [
        counter as u32,
        (counter >> 32) as u32,
        (counter >> 64) as u32,
        (counter >> 96) as u32,
    ];
    for _ in 0..10 {
        let first = u64::from(MULTIPLIERS[0]) * u64::from(words[0]);
        let second = u64::from(MULTIPLIERS[1]) * u64::from(words[2]);
        words = [
            (second >> 32) as u32 ^ words[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ words[3] ^ key[1],
            first as u32,
        ];
        key[0] = key[0].wrapping_add(INCREMENTS[0]);
        key[1] = key[1].wrapping_add(INCREMENTS[1]);
    }
    words
}

/// [`philox`] for `N` counters that follow each other in their low half: word by word, so that the
/// compiler makes vectors of them.
#[allow(clippy::needless_range_loop, reason = "the words of a lane go together")]
#[inline(always)]
pub(super) fn philox_lanes<const N: usize>(key: u64, stream: u64, first: u64) -> [[u32; N]; 4] {
    let mut key = [key as u32, (key >> 32) as u32];
    let mut words = [[0; N]; 4];
    for lane in 0..N {
        let block = first.wrapping_add(lane as u64);
        words[0][lane] = block as u32;
        words[1][lane] = (block >> 32) as u32;
    }
    words[2] = [stream as u32; N];
    words[3] = [(stream >> 32) as u32; N];
    for _ in 0..10 {
        for lane in 0..N {
            let first = u64::from(MULTIPLIERS[0]) * u64::from(words[0][lane]);
            let second = u64::from(MULTIPLIERS[1]) * u64::from(words[2][lane]);
            words[0][lane] = (second >> 32) as u32 ^ words[1][lane] ^ key[0];
            words[1][lane] = second as u32;
            words[2][lane] = (first >> 32) as u32 ^ words[3][lane] ^ key[1];
            words[3][lane] = first as u32;
        }
        key[0] = key[0].wrapping_add(INCREMENTS[0]);
        key[1] = key[1].wrapping_add(INCREMENTS[1]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{philox, philox_lanes};

    #[test]
    fn lanes_are_the_blocks_one_by_one() {
        for (key, stream, first) in [
            (0, 0, 0),
            (7, 9, u64::from(u32::MAX) - 3),
            (u64::MAX, 1 << 40, u64::MAX - 2),
        ] {
            let lanes = philox_lanes::<8>(key, stream, first);
            for lane in 0..8 {
                let counter = u128::from(stream) << 64 | u128::from(first.wrapping_add(lane as u64));
                assert_eq!(lanes.map(|word| word[lane]), philox(key, counter));
            }
        }
    }

    /// The vectors for philox4x32-10 that come with the authors' Random123 library.
    #[test]
    fn known_answers_of_the_authors() {
        let table = [
            (0, 0, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            (
                u64::MAX,
                u128::MAX,
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
            ),
            (
                0x299f_31d0_a409_3822,
                0x0370_7344_1319_8a2e_85a3_08d3_243f_6a88,
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (key, counter, words) in table {
            assert_eq!(philox(key, counter), words, "key {key:x}, counter {counter:x}");
        }
    }
}
