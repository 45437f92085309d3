//! Products.

use super::*;

pub fn misuses() -> Vec<Misuse> {
    vec![
        misuse!(
            "matmul",
            |t| zeros(t, &[2, 3]).matmul(zeros(t, &[2, 3])),
            ["[2, 3] · [2, 3]", "inner"]
        ),
        misuse!("matmul", |t| zeros(t, &[]).matmul(zeros(t, &[2])), ["[] · [2]"]),
        misuse!(
            "matmul",
            |t| zeros(t, &[2, 2, 2]).matmul(zeros(t, &[3, 2, 2])),
            ["[2, 2, 2] · [3, 2, 2]"]
        ),
        misuse!("dot", |t| zeros(t, &[2]).dot(zeros(t, &[3])), ["[2]", "[3]"]),
        misuse!("dot", |t| zeros(t, &[2, 2]).dot(zeros(t, &[2, 2])), ["[2, 2]"]),
        misuse!(
            "outer",
            |t| zeros(t, &[2, 2]).outer(zeros(t, &[2])),
            ["[2, 2]", "[2]"]
        ),
        misuse!("outer", |t| huge(t, 1 << 40).outer(huge(t, 1 << 40)), ["memory"]),
        misuse!("outer", |t| huge(t, 1 << 24).outer(huge(t, 1 << 24)), ["memory"]),
        misuse!(
            "einsum",
            |t| einsum("i,j", &[huge(t, 1 << 40), huge(t, 1 << 40)]),
            ["memory"]
        ),
        misuse!(
            "einsum",
            |t| einsum("i,j", &[huge(t, 1 << 24), huge(t, 1 << 24)]),
            ["memory"]
        ),
        misuse!(
            "bilinear",
            |t| bilinear(zeros(t, &[2]), zeros(t, &[1, 3, 2]), zeros(t, &[2])),
            ["[1, 3, 2]"]
        ),
        misuse!(
            "einsum",
            |t| einsum("ij,jk->ik", &[zeros(t, &[2, 3]), zeros(t, &[2, 3])]),
            ["j", "3", "2"]
        ),
        misuse!("einsum", |t| einsum("ij", &[zeros(t, &[2])]), ["ij", "[2]"]),
        misuse!("einsum", |t| einsum("i->j", &[zeros(t, &[2])]), ["j", "i->j"]),
        misuse!("einsum", |t| einsum("i,i", &[zeros(t, &[2])]), ["i,i", "1"]),
    ]
}
