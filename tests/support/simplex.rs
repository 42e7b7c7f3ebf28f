//! An independent oracle for separability: Bland's simplex method on a dense tableau of fractions. Slow, and nothing of it is in the
//! library.

use rug::Rational;

/// The largest value of c·x over A x = b, x >= 0, from a feasible basis in the last columns, which are those of the identity, b >= 0.
struct Tableau {
    /// Rows of (A | b) in terms of the basis.
    rows: Vec<Vec<Rational>>,
    /// c reduced, and minus the value.
    costs: Vec<Rational>,
    basis: Vec<usize>,
}

impl Tableau {
    fn run(&mut self) {
        let width = self.costs.len() - 1;
        loop {
            let Some(entering) = (0..width).find(|j| self.costs[*j] > 0) else { return };
            let ratio = |row: &usize| self.rows[*row][width].clone() / &self.rows[*row][entering];
            let rows = (0..self.rows.len()).filter(|i| self.rows[*i][entering] > 0);
            let leaving = rows.min_by(|i, j| ratio(i).cmp(&ratio(j)).then(self.basis[*i].cmp(&self.basis[*j])));
            self.pivot(leaving.expect("the problem is bounded"), entering);
        }
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let pivot = self.rows[row][column].clone();
        self.rows[row].iter_mut().filter(|x| !x.is_zero()).for_each(|x| *x /= &pivot);
        let pivot_row = self.rows[row].clone();
        let others = self.rows.iter_mut().enumerate().filter(|(i, _)| *i != row).map(|(_, other)| other);
        for other in others.chain([&mut self.costs]).filter(|other| !other[column].is_zero()) {
            let factor = other[column].clone();
            for (x, y) in other.iter_mut().zip(&pivot_row).filter(|(_, y)| !y.is_zero()) {
                *x -= factor.clone() * y;
            }
        }
        self.basis[row] = column;
    }
}

/// The rows of the non-separable part: those i with mu_i > 0 for some mu >= 0 with Σ mu_i z_i = 0.
///
/// maximise Σ u_i over mu = u + v, Σ mu_i z_i = 0, 0 <= u_i <= 1, v >= 0: each u_i is 1 or 0 at the maximum, as mu may be multiplied by
/// large numbers.
pub fn rest(points: &[Vec<Rational>]) -> Vec<usize> {
    let (count, dimension) = (points.len(), points.first().map_or(0, Vec::len));
    // columns: u, v, slacks of u <= 1, artificial variables of the equations; these start at zero, and leave or stay there
    let width = 3 * count + dimension;
    let mut rows = Vec::new();
    for j in 0..dimension {
        let mut row = vec![Rational::new(); width + 1];
        for (i, point) in points.iter().enumerate() {
            row[i].clone_from(&point[j]);
            row[count + i].clone_from(&point[j]);
        }
        row[3 * count + j] = Rational::from(1);
        rows.push(row);
    }
    for i in 0..count {
        let mut row = vec![Rational::new(); width + 1];
        row[i] = Rational::from(1);
        row[2 * count + i] = Rational::from(1);
        row[width] = Rational::from(1);
        rows.push(row);
    }
    let mut costs = vec![Rational::new(); width + 1];
    costs[..count].iter_mut().for_each(|cost| *cost = Rational::from(1));
    let basis = (0..dimension).map(|j| 3 * count + j).chain((0..count).map(|i| 2 * count + i)).collect();
    let mut tableau = Tableau { rows, costs, basis };
    // drive the artificial variables out, at zero, where a row allows it; where it does not, the row is zero
    for row in 0..dimension {
        if let Some(column) = (0..2 * count).find(|j| !tableau.rows[row][*j].is_zero()) {
            tableau.pivot(row, column);
        }
    }
    for artificial in 3 * count..width {
        tableau.rows.iter_mut().for_each(|row| row[artificial] = Rational::new());
        tableau.costs[artificial] = Rational::new();
    }
    tableau.run();
    let value = |variable: usize| {
        let row = tableau.basis.iter().position(|basic| *basic == variable);
        row.map_or_else(Rational::new, |row| tableau.rows[row][width].clone())
    };
    (0..count).filter(|i| value(*i) > 0).collect()
}
