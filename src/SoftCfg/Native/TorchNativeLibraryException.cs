namespace SoftCfg.Native;

/// <summary>TorchSharp's native library cannot be loaded on this system; the message says what to install.</summary>
/// <param name="message">What was tried, why it failed and what to install.</param>
/// <param name="innerException">The failure underneath.</param>
public sealed class TorchNativeLibraryException(string message, Exception innerException)
    : DllNotFoundException(message, innerException);
