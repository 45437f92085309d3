//! Chains of views against an index model that knows nothing of strides.

use proptest::prelude::*;
use wengert_tape::{IntoSlice, Slice, Tensor};

/// A tensor as the list of its elements in row-major order.
#[derive(Clone, Debug)]
struct Model {
    shape: Vec<usize>,
    elements: Vec<i64>,
}

impl Model {
    fn at(&self, index: &[usize]) -> i64 {
        let flat = index
            .iter()
            .zip(&self.shape)
            .fold(0, |flat, (&i, &size)| flat * size + i);
        self.elements[flat]
    }

    /// The tensor of the given shape whose element at each index is this one's at `f` of the index.
    fn map_index(&self, shape: Vec<usize>, f: impl Fn(&[usize]) -> Vec<usize>) -> Model {
        let count: usize = shape.iter().product();
        let elements = (0..count)
            .map(|flat| {
                let mut rest = flat;
                let mut index = vec![0; shape.len()];
                for axis in (0..shape.len()).rev() {
                    index[axis] = rest % shape[axis];
                    rest /= shape[axis];
                }
                self.at(&f(&index))
            })
            .collect();
        Model { shape, elements }
    }
}

/// One step of a chain; numbers are reduced to what the shape at hand allows.
#[derive(Clone, Debug)]
enum Step {
    Permute(usize),
    Slice {
        axis: usize,
        from: isize,
        to: isize,
        step: isize,
    },
    Select {
        axis: usize,
        index: usize,
    },
    Flip(usize),
    Broadcast {
        axis: usize,
        size: usize,
    },
    Reshape(usize),
    Unsqueeze(usize),
    Squeeze,
    Split {
        axis: usize,
        size: usize,
        part: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        any::<usize>().prop_map(Step::Permute),
        (
            any::<usize>(),
            -6..6isize,
            -6..6isize,
            prop::sample::select(vec![-3, -2, -1, 1, 2, 3])
        )
            .prop_map(|(axis, from, to, step)| Step::Slice { axis, from, to, step }),
        (any::<usize>(), any::<usize>()).prop_map(|(axis, index)| Step::Select { axis, index }),
        any::<usize>().prop_map(Step::Flip),
        (any::<usize>(), 0..4usize).prop_map(|(axis, size)| Step::Broadcast { axis, size }),
        any::<usize>().prop_map(Step::Reshape),
        any::<usize>().prop_map(Step::Unsqueeze),
        Just(Step::Squeeze),
        (any::<usize>(), 1..4usize, any::<usize>()).prop_map(|(axis, size, part)| Step::Split {
            axis,
            size,
            part
        }),
    ]
}

/// The indices that a slice of Python takes, counted out one by one.
fn slice_indices(size: usize, from: isize, to: isize, step: isize) -> Vec<usize> {
    let n = size as isize;
    let count = |i: isize| if i < 0 { i + n } else { i };
    let (from, to) = (count(from), count(to));
    let mut indices = Vec::new();
    let mut i = match step > 0 {
        true => from.max(0),
        false => from.min(n - 1),
    };
    while (step > 0 && i < to.min(n)) || (step < 0 && i > to.max(-1)) {
        if (0..n).contains(&i) {
            indices.push(i as usize);
        }
        i += step;
    }
    indices
}

/// A factorisation of `count` chosen by `seed`.
fn factors(mut count: usize, mut seed: usize) -> Vec<usize> {
    if count == 0 {
        return vec![seed % 3, 0, 2];
    }
    let mut shape = Vec::new();
    while count > 1 && shape.len() < 3 {
        let divisors: Vec<usize> = (1..=count).filter(|d| count.is_multiple_of(*d)).collect();
        let divisor = divisors[seed % divisors.len()];
        seed /= divisors.len();
        shape.push(divisor);
        count /= divisor;
    }
    shape.push(count);
    shape
}

fn apply(step: &Step, tensor: &Tensor<i64>, model: &Model) -> (Tensor<i64>, Model) {
    let rank = model.shape.len();
    let shape = model.shape.clone();
    match *step {
        Step::Permute(seed) => {
            let mut order: Vec<usize> = (0..rank).collect();
            for i in (1..rank).rev() {
                order.swap(i, (seed >> (4 * i)) % (i + 1));
            }
            let permuted = model.map_index(order.iter().map(|&axis| shape[axis]).collect(), |index| {
                let mut original = vec![0; rank];
                for (i, &axis) in order.iter().enumerate() {
                    original[axis] = index[i];
                }
                original
            });
            (tensor.permute(&order).unwrap(), permuted)
        }
        Step::Reshape(seed) => {
            let to = factors(model.elements.len(), seed);
            let elements = model.elements.clone();
            (tensor.reshape(&to).unwrap(), Model { shape: to, elements })
        }
        Step::Unsqueeze(seed) => {
            let axis = seed % (rank + 1);
            let mut to = shape;
            to.insert(axis, 1);
            let elements = model.elements.clone();
            (tensor.unsqueeze(axis).unwrap(), Model { shape: to, elements })
        }
        Step::Squeeze => {
            let to = shape.into_iter().filter(|&size| size != 1).collect();
            let elements = model.elements.clone();
            (tensor.squeeze(), Model { shape: to, elements })
        }
        _ if rank == 0 => (tensor.clone(), model.clone()),
        Step::Slice { axis, from, to, step } => {
            let axis = axis % rank;
            let indices = slice_indices(shape[axis], from, to, step);
            let mut slices: Vec<Slice> = vec![(..).slice(); axis];
            slices.push((from..to).step(step));
            let mut sliced = shape;
            sliced[axis] = indices.len();
            let model = model.map_index(sliced, |index| {
                let mut original = index.to_vec();
                original[axis] = indices[index[axis]];
                original
            });
            (tensor.slice(&slices[..]).unwrap(), model)
        }
        Step::Select { axis, index } => {
            let axis = axis % rank;
            if shape[axis] == 0 {
                return (tensor.clone(), model.clone());
            }
            let index = index % shape[axis];
            let mut selected = shape;
            selected.remove(axis);
            let model = model.map_index(selected, |rest| {
                let mut original = rest.to_vec();
                original.insert(axis, index);
                original
            });
            (tensor.select(axis, index as isize).unwrap(), model)
        }
        Step::Flip(seed) => {
            let axis = seed % rank;
            let flipped = model.map_index(shape.clone(), |index| {
                let mut original = index.to_vec();
                original[axis] = shape[axis] - 1 - index[axis];
                original
            });
            (tensor.flip(axis).unwrap(), flipped)
        }
        Step::Broadcast { axis, size } => {
            let axis = axis % rank;
            let mut to = vec![2];
            to.extend(&shape);
            if shape[axis] == 1 {
                to[axis + 1] = size;
            }
            if to.iter().product::<usize>() > 500 {
                return (tensor.clone(), model.clone());
            }
            let model = model.map_index(to.clone(), |index| {
                let each = index[1..].iter().zip(&shape);
                each.map(|(&i, &size)| if size == 1 { 0 } else { i }).collect()
            });
            (tensor.broadcast_to(&to).unwrap(), model)
        }
        Step::Split { axis, size, part } => {
            let axis = axis % rank;
            let parts = tensor.split(size, axis).unwrap();
            let part = part % parts.len();
            let mut to = shape.clone();
            to[axis] = size.min(shape[axis] - part * size);
            let model = model.map_index(to, |index| {
                let mut original = index.to_vec();
                original[axis] += part * size;
                original
            });
            (parts[part].clone(), model)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_element_of_a_view_of_views_is_where_the_model_has_it(
        shape in prop::collection::vec(0..5usize, 0..5),
        steps in prop::collection::vec(step(), 0..7),
    ) {
        let count: usize = shape.iter().product();
        let elements: Vec<i64> = (0..count as i64).collect();
        let mut tensor = Tensor::from_vec(elements.clone(), &shape);
        let mut model = Model { shape, elements };
        for step in &steps {
            (tensor, model) = apply(step, &tensor, &model);
            prop_assert_eq!(tensor.shape(), &model.shape[..], "after {:?}", step);
            prop_assert_eq!(tensor.iter().collect::<Vec<_>>(), &model.elements[..], "after {:?}", step);
        }
        prop_assert_eq!(tensor.iter().len(), model.elements.len());
        for (flat, &element) in model.elements.iter().enumerate() {
            let mut rest = flat;
            let mut index = vec![0; model.shape.len()];
            for axis in (0..index.len()).rev() {
                index[axis] = rest % model.shape[axis];
                rest /= model.shape[axis];
            }
            prop_assert_eq!(tensor.get(&index), Some(element));
        }
        // Every way to the elements gives the same ones.
        prop_assert_eq!(tensor.as_slice(), &model.elements[..]);
        let contiguous = tensor.contiguous();
        prop_assert_eq!(contiguous.as_slice(), &model.elements[..]);
        prop_assert_eq!(&tensor.map(|x| x), &tensor);
        prop_assert_eq!(&Tensor::from_vec(model.elements.clone(), &model.shape), &tensor);
        let mut changed = tensor.clone();
        prop_assert_eq!(changed.as_mut_slice(), &model.elements[..]);
        prop_assert_eq!(tensor.into_vec(), model.elements);
    }
}

#[test]
fn views_share_the_memory_and_a_reshape_copies_only_where_it_must() {
    let x = Tensor::from([[1, 2, 3], [4, 5, 6]]);
    let shares = |view: &Tensor<i64>| {
        let range = x.as_slice().as_ptr_range();
        let first = view.slice(vec![0.slice(); view.rank()].as_slice()).unwrap();
        range.contains(&first.as_slice().as_ptr())
    };
    assert!(shares(&x.t()));
    assert!(shares(&x.flip(()).unwrap()));
    assert!(shares(&x.reshape([3, 2]).unwrap()));
    assert!(shares(&x.slice((.., (..).step(-2))).unwrap()));
    assert!(shares(&x.slice((.., 1..)).unwrap().reshape([2, 1, 2]).unwrap()));
    assert!(!shares(&x.t().reshape([6]).unwrap()));
}

#[test]
fn transposed_copies_of_any_size_and_rank_have_every_element_in_place() {
    let sizes = [1, 7, 8, 31, 33, 70];
    for (rows, columns) in sizes.iter().flat_map(|&m| sizes.map(|n| (m, n))) {
        let count = (3 * 2 * rows * columns) as i64;
        let x = Tensor::arange(0, count, 1)
            .reshape([3, rows, 2, columns])
            .unwrap();
        for order in [
            [3, 0, 2, 1],
            [0, 3, 2, 1],
            [2, 3, 0, 1],
            [1, 3, 0, 2],
            [0, 2, 3, 1],
        ] {
            let views = [
                x.permute(order).unwrap(),
                x.flip(1).unwrap().permute(order).unwrap(),
                x.slice((1.., .., 1..)).unwrap().permute(order).unwrap(),
            ];
            for view in views {
                let copy = view.contiguous();
                let mut index = [0; 4];
                for (place, &element) in copy.as_slice().iter().enumerate() {
                    let mut rest = place;
                    for axis in (0..4).rev() {
                        index[axis] = rest % view.shape()[axis];
                        rest /= view.shape()[axis];
                    }
                    assert_eq!(Some(element), view.get(index), "{order:?} {index:?}");
                }
            }
        }
    }
}
