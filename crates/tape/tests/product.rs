//! Products: dot, outer, bilinear, einsum, batches of matrices.

mod differences;

use differences::{check, some};
use wengert_tape::{Result, Tape, Tensor, Var, bilinear, einsum};

/// The sum of products by the definition: over all indices, for terms of letters only.
fn by_definition(notation: &str, output: &str, arguments: &[Tensor]) -> Tensor {
    let inputs: Vec<Vec<char>> = notation.split(',').map(|term| term.chars().collect()).collect();
    let output: Vec<char> = output.chars().collect();
    let mut letters = output.clone();
    letters.extend(inputs.iter().flatten());
    let mut seen = Vec::new();
    letters.retain(|letter| {
        !seen.contains(letter) && {
            seen.push(*letter);
            true
        }
    });
    let size = |letter: &char| {
        let pairs = inputs.iter().zip(arguments);
        let sizes = pairs.flat_map(|(term, argument)| term.iter().zip(argument.shape()));
        *sizes
            .filter(|(own, _)| *own == letter)
            .map(|(_, size)| size)
            .next()
            .unwrap()
    };
    let sizes: Vec<usize> = letters.iter().map(size).collect();
    let shape: Vec<usize> = sizes[..output.len()].to_vec();
    let mut result: Tensor = Tensor::zeros(&shape[..]);
    let inner: usize = sizes[output.len()..].iter().product();
    for flat in 0..sizes.iter().product() {
        let mut rest = flat;
        let mut index = vec![0; sizes.len()];
        for axis in (0..sizes.len()).rev() {
            index[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        let mut product = 1.0;
        for (term, argument) in inputs.iter().zip(arguments) {
            let place: Vec<usize> = term
                .iter()
                .map(|l| index[letters.iter().position(|m| m == l).unwrap()])
                .collect();
            product *= argument.get(&place).unwrap();
        }
        result.as_mut_slice()[flat / inner] += product;
    }
    result
}

#[test]
fn einsum_is_the_sum_over_all_indices() -> Result<()> {
    let sizes = |letter: char| match letter {
        'a' => 2,
        'b' => 3,
        'i' => 4,
        'j' => 5,
        _ => 3,
    };
    let table = [
        ("i", "i"),
        ("i", ""),
        ("ij", "ji"),
        ("ij", "j"),
        ("kk", ""),
        ("kk", "k"),
        ("kik", "ik"),
        ("kkk", "k"),
        ("i,i", ""),
        ("i,j", "ij"),
        ("ij,jk", "ik"),
        ("ij,jk", "ki"),
        ("ij,kj", "ik"),
        ("ij,ij", ""),
        ("ij,ij", "ij"),
        ("ij,ij", "i"),
        ("aij,ajk", "aik"),
        ("aij,jk", "aik"),
        ("aij,akj", "ika"),
        ("ij,k", "ik"),
        ("ijk,jk", "i"),
        ("ab,bi,ij,jk", "ak"),
        ("ai,kij,aj", "ak"),
        ("aik,bjk,ij", "ab"),
        ("kk,k", "k"),
        ("ij,i,j", ""),
        ("abij,abjk", "abik"),
        ("bai,abj", "bij"),
        ("i,i,i", "i"),
        ("ik,jk,k", "ij"),
    ];
    for (inputs, output) in table {
        let arguments: Vec<Tensor> = inputs
            .split(',')
            .enumerate()
            .map(|(number, term)| some(&term.chars().map(sizes).collect::<Vec<_>>(), number as f64))
            .collect();
        let tape = Tape::new();
        let variables: Vec<Var> = arguments.iter().map(|x| tape.var(x.clone())).collect();
        let y = einsum(&format!("{inputs}->{output}"), &variables);
        let expected = by_definition(inputs, output, &arguments);
        let value = y.value()?;
        assert_eq!(value.shape(), expected.shape(), "{inputs}->{output}");
        for (x, y) in value.iter().zip(expected.iter()) {
            assert!(
                (x - y).abs() < 1e-12 * (1.0 + y.abs()),
                "{inputs}->{output}: {x} is not {y}"
            );
        }
        let notation = format!("{inputs}->{output}");
        check(&|x| einsum(&notation, x).square(), &arguments);
    }
    Ok(())
}

#[test]
fn einsum_without_an_output_sorts_the_letters_that_come_once() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(some(&[2, 3], 1.0));
    assert_eq!(einsum("ba", &[x]).value()?, x.t().value()?);
    assert_eq!(einsum("ij, jk", &[x, x.t()]).value()?, x.matmul(x.t()).value()?);
    assert_eq!(einsum("i,i", &[x.index(0, 0), x.index(0, 0)]).shape(), [0; 0]);
    Ok(())
}

#[test]
fn an_ellipsis_stands_for_axes_that_broadcast() -> Result<()> {
    let tape = Tape::new();
    let x = tape.var(some(&[5, 1, 2, 3], 1.0));
    let w = tape.var(some(&[4, 3, 2], 2.0));
    let expected = x.matmul(w).value()?;
    for notation in ["...ij,...jk->...ik", "...ij,...jk"] {
        let y = einsum(notation, &[x, w]).value()?;
        assert!((tape.constant(y) - &expected).abs().sum().item()? < 1e-12);
    }
    assert_eq!(einsum("i...->...", &[x]).value()?, x.sum_axis(0).value()?);
    assert_eq!(einsum("...i->i...", &[x]).shape(), [3, 5, 1, 2]);
    assert_eq!(einsum("...i->i", &[x]).shape(), [3]);
    assert_eq!(einsum("ijkl...->...", &[x]).shape(), [0; 0]);
    check(
        &|x| einsum("...i,...i->...", x).square(),
        &[some(&[2, 1, 3], 1.0), some(&[4, 3], 2.0)],
    );
    Ok(())
}

#[test]
fn axes_of_size_1_broadcast_in_einsum() {
    check(
        &|x| einsum("ij,jk->ik", x).square(),
        &[some(&[2, 1], 1.0), some(&[3, 2], 2.0)],
    );
    check(
        &|x| einsum("ij,ij->ij", x).square(),
        &[some(&[2, 1], 1.0), some(&[1, 3], 2.0)],
    );
}

#[test]
fn einsum_of_empty_axes_is_zero() -> Result<()> {
    let tape = Tape::<f32>::new();
    let (x, y) = (tape.var(Tensor::zeros([2, 0])), tape.var(Tensor::zeros([0, 3])));
    assert_eq!(einsum("ij,jk->ik", &[x, y]).value()?, Tensor::zeros([2, 3]));
    assert_eq!(einsum("ij,jk->j", &[x, y]).value()?.shape(), [0]);
    assert_eq!(einsum("ij->i", &[x]).value()?, Tensor::zeros([2]));
    Ok(())
}

#[test]
fn wrong_notations_are_explained() {
    let tape = Tape::<f64>::new();
    let x = tape.var(Tensor::zeros([2, 3]));
    let table = [
        (
            einsum("ij,jk", &[x]),
            "einsum: \"ij,jk\" is for 2 arguments, there are 1",
        ),
        (
            einsum("ijk", &[x]),
            "einsum: \"ijk\" does not fit argument 0 of shape [2, 3]",
        ),
        (
            einsum("i", &[x]),
            "einsum: \"i\" does not fit argument 0 of shape [2, 3]",
        ),
        (
            einsum("ii", &[x]),
            "einsum: 'i' is 2 and 3 in arguments of shapes [2, 3]",
        ),
        (
            einsum("ij,jk", &[x, x]),
            "einsum: 'j' is 3 and 2 in arguments of shapes [2, 3] and [2, 3]",
        ),
        (
            einsum("ij->ii", &[x]),
            "einsum: 'i' comes twice in the output of \"ij->ii\"",
        ),
        (
            einsum("ij->k", &[x]),
            "einsum: 'k' in the output of \"ij->k\" is in no argument",
        ),
        (
            einsum("i2", &[x]),
            "einsum: '2' in \"i2\" is neither a letter nor \"...\"",
        ),
        (einsum("......ij", &[x]), "einsum: \"...\" comes twice"),
        (x.dot(x), "dot: vectors are wanted: [2, 3] and [2, 3]"),
        (x.index(0, 0).dot(x.index(1, 0)), "dot: lengths differ: [3] · [2]"),
        (
            bilinear(x, x, x),
            "bilinear: […, i], [o, i, j] and […, j] are wanted",
        ),
    ];
    for (variable, expected) in table {
        let text = variable.value().unwrap_err().to_string();
        assert!(text.starts_with(expected), "{text}\nis not\n{expected}");
        assert!(text.contains("tests/product.rs"), "{text}");
    }
    assert!(einsum::<f64>("", &[]).value().is_err());
}

#[test]
fn products_of_vectors_have_the_right_gradients() {
    let inputs = [some(&[4], 1.0), some(&[4], 2.0)];
    check(&|x| x[0].dot(x[1]).square(), &inputs);
    check(&|x| x[0].outer(x[1]).square(), &inputs);
    let inputs = [some(&[2, 3], 1.0), some(&[4, 3, 2], 2.0), some(&[2, 2], 3.0)];
    check(&|x| bilinear(x[0], x[1], x[2]).square(), &inputs);
}

#[test]
fn batches_of_matrices_are_products_of_each() -> Result<()> {
    for (m, k, n) in [(1, 1, 1), (2, 3, 4), (5, 1, 5), (17, 9, 33), (64, 64, 64)] {
        let (a, b) = (some(&[3, 2, m, k], 1.0), some(&[2, n, k], 2.0).transpose(1, 2)?);
        let tape = Tape::new();
        let y = tape.var(a.clone()).matmul(tape.var(b.clone())).value()?;
        for (i, j) in (0..6).map(|n| (n / 2, n % 2)) {
            let expected = by_definition("ij,jk", "ik", &[a.slice((i, j))?, b.slice(j)?]);
            for (x, y) in y.slice((i, j))?.iter().zip(expected.iter()) {
                assert!((x - y).abs() < 1e-12 * (1.0 + y.abs()));
            }
        }
    }
    Ok(())
}

#[test]
fn batched_products_do_not_depend_on_threads() -> Result<()> {
    let mut runs = Vec::new();
    for threads in [1, 2, 4] {
        wengert_tape::set_threads(threads);
        let tape = Tape::<f32>::new();
        let a = tape.var(some(&[40, 33, 50], 1.0).cast::<f32>());
        let b = tape.var(some(&[40, 50, 29], 2.0).cast::<f32>());
        let large = tape.var(some(&[2, 150, 200], 3.0).cast::<f32>());
        runs.push((a.matmul(b).value()?, large.matmul(large.t()).value()?));
    }
    wengert_tape::set_threads(0);
    assert!(runs.iter().all(|run| *run == runs[0]));
    Ok(())
}
