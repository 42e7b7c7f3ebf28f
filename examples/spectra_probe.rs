use catapult::model::*;
use catapult::training::*;
use std::time::Instant;
fn main() {
    let data = "cifar10:dog,automobile".parse::<DataSpecification>().unwrap().load(&DataSource::Embedded).unwrap();
    let mut net = Network::random(3072, 2, 500, 1).unwrap();
    if let Ok(path) = std::env::var("START") {
        let bytes = std::fs::read(path).unwrap();
        let v: Vec<f64> = bytes.chunks_exact(8).map(|c| f64::from_le_bytes(c.try_into().unwrap())).collect();
        let w1 = faer::Mat::from_fn(500, 3072, |i, j| v[i * 3072 + j]);
        let w2 = faer::Mat::from_fn(1, 500, |_, j| v[500 * 3072 + j]);
        net = Network::from_layers(net.scale(), vec![w1, w2]).unwrap();
    }
    let loss = LossName::Logistic;
    for _ in 0..3 {
        let t = Instant::now();
        let _s = SampleRows::new(&data);
        println!("rows {:.1} ms", t.elapsed().as_secs_f64() * 1e3);
    }
    let samples = SampleRows::new(&data);
    let after = Trainer::from_start(&data, loss, net.clone()).unwrap().run(20.0, 50, 50).unwrap().network;
    for (name, net) in [("init", &net), ("after50", &after)] {
        for _ in 0..3 {
            let t = Instant::now();
            let ntk = TangentOperator::ntk(net, &samples).unwrap();
            let k = top_eigenvalue(&ntk, 1e-6, 500).unwrap();
            let t1 = t.elapsed().as_secs_f64();
            let t = Instant::now();
            let hessian = TangentOperator::hessian(net, &samples, &loss).unwrap();
            let ts = t.elapsed().as_secs_f64();
            let h = top_eigenvalue(&hessian, 1e-6, 500).unwrap();
            let t2 = t.elapsed().as_secs_f64();
            let mut guess = k.vector.clone();
            guess.resize(hessian.dimension(), 0.0);
            let w = top_eigenvalue_from(&hessian, &guess, 1e-6, 500).unwrap();
            println!("{name} ntk {:.10} x2048 {:.6} {} products {:.1} ms | h {:.12} res {:.1e} {} products {:.1} ms (setup {:.1}) | from ntk {:.12} {} {:.1e}",
              k.value, k.value*2048.0, k.products, t1*1e3, h.value, h.residual, h.products, t2*1e3, ts*1e3, w.value, w.products, w.residual);
        }
        let hessian = TangentOperator::hessian(net, &samples, &loss).unwrap();
        let v = vec![1.0; hessian.dimension()];
        let mut best = f64::INFINITY;
        for _ in 0..30 { let t = Instant::now(); std::hint::black_box(hessian.apply(&v)); best = best.min(t.elapsed().as_secs_f64()); }
        println!("product {:.2} ms", best * 1e3);
    }
}
