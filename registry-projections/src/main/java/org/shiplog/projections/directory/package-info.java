/** Who there is: users and robots, and the labels of every scope, found by number and listed in pages. */
@NullMarked
package org.shiplog.projections.directory;

import org.jspecify.annotations.NullMarked;
