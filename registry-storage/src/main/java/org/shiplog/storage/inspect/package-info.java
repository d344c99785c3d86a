/** Whether what should be stored is there, and is what its digest says. */
@NullMarked
package org.shiplog.storage.inspect;

import org.jspecify.annotations.NullMarked;
