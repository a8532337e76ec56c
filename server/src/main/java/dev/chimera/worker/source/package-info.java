/**
 * Reading what a campaign names as its sources: RSS, Atom and JSON Feed, Markdown, plain text; from its file or from an
 * address.
 *
 * <pre>
 *   bytes --Unpacked, BodyText--> text --SourceKind--> FEED       FeedScanner finds the entries, EntryReader reads each
 *                                                      JSON_FEED  JsonFeedReader, an item at a time
 *                                                      MARKDOWN   NoteReader, by sections, without FrontMatter
 *                                                      TEXT       NoteReader, by paragraphs
 * </pre>
 *
 * <p>Everything that is read here is somebody else's text and stays data: markup is stripped, entities that a document
 * declares are refused with the document, sizes and numbers and times are bounded. Feeds are read as they are found, seldom
 * well-formed: an entry is parsed alone, so that what is wrong with one costs no other, and no more than one stands in
 * memory as a tree.
 *
 * <p>What a note's author marks as not for the public is kept back ({@code Confidential}, {@code Withheld}), and said to be.
 *
 * <p>A source fails alone, with a code ({@code SOURCE_UNREADABLE}, {@code SOURCE_TOO_LARGE}, {@code SOURCE_NOT_A_FEED},
 * {@code SOURCE_EMPTY}, {@code ADDRESS_REFUSED}), and the others are still read. Nothing is left out of a source without a
 * {@link dev.chimera.worker.source.LeftOut} that names it. What comes out is a flat list of {@link
 * dev.chimera.worker.source.Item}s, in the order of the campaign file.
 */
@NullMarked
package dev.chimera.worker.source;

import org.jspecify.annotations.NullMarked;
