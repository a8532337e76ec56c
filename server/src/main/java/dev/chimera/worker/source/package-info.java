/**
 * Reading what a campaign names as its sources: RSS, Atom and JSON Feed, Markdown, plain text; from its file or from an address.
 *
 * <p>Everything that is read here is somebody else's text and stays data: markup is stripped, entities that a document
 * declares are refused with the document, sizes and numbers and times are bounded. A source fails alone, with a code
 * ({@code SOURCE_UNREADABLE}, {@code SOURCE_TOO_LARGE}, {@code SOURCE_NOT_A_FEED}, {@code ADDRESS_REFUSED}), and the others are still read.
 * What comes out is a flat list of {@link dev.chimera.worker.source.Item}s, in the order of the campaign file.
 */
@NullMarked
package dev.chimera.worker.source;

import org.jspecify.annotations.NullMarked;
