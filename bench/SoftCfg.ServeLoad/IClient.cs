namespace SoftCfg.ServeLoad;

/// <summary>One client, which asks for an image, waits for it, and asks for the next.</summary>
internal interface IClient : IDisposable
{
    /// <summary>Asks for an image.</summary>
    /// <param name="index">Which: it decides class and seed.</param>
    /// <param name="steps">Whether to be told of every step.</param>
    /// <returns>Seconds to the first row, if steps were asked for, and to the image.</returns>
    Task<(double? FirstRow, double Image)> AskAsync(int index, bool steps);
}
