package dev.chimera.bridge.x;

/**
 * Who an account is, as X says.
 *
 * @param id X's number for it
 * @param username its handle, without the at sign
 */
record XUser(String id, String username) {}
