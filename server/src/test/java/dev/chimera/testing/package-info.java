/**
 * What tests of several rooms share: the product, started as it is in production, on servers that are thrown away.
 */
@NullMarked
package dev.chimera.testing;

import org.jspecify.annotations.NullMarked;
