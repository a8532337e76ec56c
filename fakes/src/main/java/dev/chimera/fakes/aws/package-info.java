/**
 * AWS Secrets Manager: GetSecretValue and PutSecretValue in the AWS JSON 1.1 protocol, with AWS's own errors. Requests
 * have to be signed, but the signature itself is not verified. {@code /control} is ours: it rotates, slows down and breaks.
 */
@NullMarked
package dev.chimera.fakes.aws;

import org.jspecify.annotations.NullMarked;
