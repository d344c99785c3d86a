/** What happens too often to be an event each: it is collected and put on record in batches. */
@NullMarked
package org.shiplog.http.recording;

import org.jspecify.annotations.NullMarked;
