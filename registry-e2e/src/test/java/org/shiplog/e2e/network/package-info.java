/** Networks between the nodes of a test and what they need, which can be cut and healed. */
@NullMarked
package org.shiplog.e2e.network;

import org.jspecify.annotations.NullMarked;
