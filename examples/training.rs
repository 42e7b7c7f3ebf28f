//! Whether data are separable, exactly, and training at several rates on them: `cargo run --example training`.

use catapult::data::{DataSource, DataSpecification};
use catapult::model::LossName;
use catapult::progress::silent;
use catapult::separability::decide;
use catapult::theory::Digits;
use catapult::training::{Network, Plan, SEED, Setup, Sweep};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let specification: DataSpecification = "synthetic:mixed,n=200,d=20,overlap=0.1,seed=3".parse()?;
    let answer = decide(&specification.read_points(&DataSource::Embedded)?.data, Digits::default())?;
    println!("separable: {}; points that are not: {:?}", answer.split.is_separable(), answer.split.rest);

    let data = specification.load(&DataSource::Embedded)?;
    let start = Network::random(data.dimension(), 2, 50, SEED)?;
    let plans = [1.0, 30.0, 120.0].map(|rate| Plan::constant(rate, 200)).to_vec();
    let mut sweep = Sweep::<f64, _>::new(Setup::new(&data, LossName::Logistic, &start, plans.clone()))?;
    let rows = sweep.run(&silent)?;
    for ((plan, rows), progress) in plans.iter().zip(&rows).zip(sweep.progress()) {
        let last = rows.last().map_or(f64::NAN, |row| row.train_loss);
        println!(
            "eta = {}: {}, loss {last:.4} after {} steps, at most {:.4}",
            plan.learning_rate,
            progress.observed.phase(plan.steps),
            progress.step,
            progress.observed.largest_loss.unwrap_or(f64::NAN)
        );
    }
    Ok(())
}
