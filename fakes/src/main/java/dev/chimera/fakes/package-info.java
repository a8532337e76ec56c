/**
 * Stand-ins for services that can't be had in a test, a package for each. Every one speaks the real protocol over real
 * HTTP, in a process of its own, and says in its {@code Server} header that it is a fake.
 *
 * <p>A main class opens a {@link dev.chimera.fakes.FakeServer} and calls {@code runUntilInputEnds()}: one JSON line on
 * standard output, {@code {"fake":"…","url":"http://127.0.0.1:…"}}, says that it is ready, and it ends with its standard
 * input, so that it never outlives who started it. {@link dev.chimera.fakes.FakeProcess} is the other side of that.
 */
@NullMarked
package dev.chimera.fakes;

import org.jspecify.annotations.NullMarked;
