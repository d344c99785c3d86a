/** What webhook policies are to be told, and what became of it. */
@NullMarked
package org.shiplog.projections.webhook;

import org.jspecify.annotations.NullMarked;
