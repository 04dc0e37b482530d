using Microsoft.Extensions.Logging;

namespace SoftCfg.Hosting.Diagnostics;

/// <summary>What engines log; never what images show.</summary>
internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "{Engine} stops: {Finishing} images are finished first, {Refused} that wait are refused.")]
    internal static partial void Stopping(ILogger logger, string engine, int finishing, int refused);

    [LoggerMessage(102, LogLevel.Information, "{Engine} has stopped: {Finished} images were finished, {Cancelled} given up, {Refused} refused.")]
    internal static partial void Stopped(ILogger logger, string engine, int finished, int cancelled, int refused);

    [LoggerMessage(103, LogLevel.Error, "{Engine}: a step of {Images} images failed.")]
    internal static partial void StepFailed(ILogger logger, string engine, int images, Exception reason);

    [LoggerMessage(104, LogLevel.Information, "{Model} is loaded after {Seconds:F1} s.")]
    internal static partial void Loaded(ILogger logger, string model, double seconds);

    [LoggerMessage(105, LogLevel.Error, "{Model} cannot be loaded.")]
    internal static partial void LoadFailed(ILogger logger, string model, Exception reason);
}
