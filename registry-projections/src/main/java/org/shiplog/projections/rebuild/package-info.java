/** Read models built anew from the journal, to be compared with the live ones or to take their place. */
@NullMarked
package org.shiplog.projections.rebuild;

import org.jspecify.annotations.NullMarked;
