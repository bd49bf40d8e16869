import { describe, expect, it } from 'vitest';
import { Pacer } from './pacer.ts';

describe('Pacer', () => {
  it('runs with the wall clock at speed 1', () => {
    expect(new Pacer(100, 0).target(350)).toBe(250);
  });

  it('changes speed without a jump', () => {
    const pacer = new Pacer(0, 0);
    pacer.set(false, 10, 1000);
    expect(pacer.target(1000)).toBe(1000);
    expect(pacer.target(1100)).toBe(2000);
  });

  it('stands still while paused and goes on from there', () => {
    const pacer = new Pacer(0, 0);
    pacer.set(true, 1, 500);
    expect(pacer.target(9000)).toBe(500);
    pacer.set(false, 1, 9000);
    expect(pacer.target(9100)).toBe(600);
  });

  it('does not take a speed of zero, a negative one or none at all', () => {
    const pacer = new Pacer(0, 0);
    for (const rate of [0, -1, Number.NaN]) pacer.set(false, rate, 0);
    expect(pacer.rate).toBe(1);
  });
});
