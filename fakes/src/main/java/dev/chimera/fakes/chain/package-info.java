/**
 * No fake: a real chain of our own (anvil, with Base Sepolia's chain id and tokens for tests), and a broken network in front
 * of it.
 */
@NullMarked
package dev.chimera.fakes.chain;

import org.jspecify.annotations.NullMarked;
