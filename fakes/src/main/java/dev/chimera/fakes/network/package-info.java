/** A network that breaks, between a program and a server that is real. */
@NullMarked
package dev.chimera.fakes.network;

import org.jspecify.annotations.NullMarked;
