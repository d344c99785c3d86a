/** The command line: one class per command, and what they print. */
@NullMarked
package org.shiplog.cluster.cli;

import org.jspecify.annotations.NullMarked;
