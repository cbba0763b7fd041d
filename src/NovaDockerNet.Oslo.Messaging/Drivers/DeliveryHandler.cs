namespace NovaDockerNet.Oslo.Messaging.Drivers;

/// <summary>Settles one delivery: acknowledges or rejects it, exactly once.</summary>
internal delegate Task DeliveryHandler(IDelivery delivery, CancellationToken cancellationToken);
