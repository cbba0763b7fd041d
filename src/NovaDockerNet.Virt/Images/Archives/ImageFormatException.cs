namespace NovaDockerNet.Virt.Images.Archives;

/// <summary>The file is not the kind of image it should be; the message completes "image X is unacceptable: ".</summary>
sealed class ImageFormatException(string message, Exception? innerException = null) : Exception(message, innerException);
