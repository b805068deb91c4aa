package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;

/** An answer, and the time of what it tells of. */
record Replied(Document answer, long operationTime) {}
