//! The derive macro reached through the facade.

use wengert::prelude::*;

#[derive(Params)]
struct Net<T: wengert::Float> {
    hidden: Linear<T>,
    out: (Relu, Linear<T>),
}

impl<T: wengert::Float> Module<T> for Net<T> {
    fn forward<'t>(&self, x: Var<'t, T>) -> Var<'t, T> {
        self.out.forward(self.hidden.forward(x))
    }
}

mod by_path {
    #[derive(wengert::nn::Params)]
    pub struct Scale(pub wengert::Param);
}

#[test]
fn a_model_of_the_facades_user_has_names_and_a_forward() -> wengert::Result<()> {
    let mut rng = Random::seed(1);
    let net = Net::<f32> {
        hidden: Linear::new(3, 4, &mut rng),
        out: (Relu, Linear::new(4, 2, &mut rng).without_bias()),
    };
    assert_eq!(net.names(), ["hidden.weight", "hidden.bias", "out.1.weight"]);
    let tape = Tape::inference();
    let y = net.forward(tape.constant(Tensor::zeros([5, 3])));
    assert_eq!(y.value()?.shape(), [5, 2]);
    assert_eq!(by_path::Scale(Param::new(1.0)).names(), ["0"]);
    Ok(())
}
