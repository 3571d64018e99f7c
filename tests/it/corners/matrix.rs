//! Each form of a repository through all situations.

use super::layouts;
use super::situations;

/// The forms whose number has this remainder: a few tests share them, so that they run side by side.
fn check(remainder: usize) {
    let mut wrong = Vec::new();
    for (layout, make) in layouts::ALL.into_iter().skip(remainder).step_by(4) {
        let Some(corner) = make() else { continue };
        let corner = corner.with_hooks();
        for situation in &situations::ALL {
            let ran = (situation.run)(&corner);
            let is_right = match situation.blocked_by {
                None => ran.code == Some(0),
                Some(rule) => ran.code == Some(1) && ran.text().contains(&format!("error[{rule}]")),
            };
            if !is_right {
                wrong.push(format!("### {layout}: {} (expected {:?})\n{ran}\n", situation.name, situation.blocked_by));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong verdicts\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_situation_has_its_verdict_in_the_first_quarter_of_the_layouts() {
    check(0);
}

#[test]
fn every_situation_has_its_verdict_in_the_second_quarter_of_the_layouts() {
    check(1);
}

#[test]
fn every_situation_has_its_verdict_in_the_third_quarter_of_the_layouts() {
    check(2);
}

#[test]
fn every_situation_has_its_verdict_in_the_last_quarter_of_the_layouts() {
    check(3);
}
