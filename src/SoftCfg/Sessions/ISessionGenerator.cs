using SoftCfg.Decoding;
using SoftCfg.Guidance;
using SoftCfg.Imaging;
using SoftCfg.Layers;

namespace SoftCfg.Sessions;

/// <summary>
/// What generates images in sessions, of classes (<see cref="ImageGenerator"/>) or of prompts (<see cref="PromptImageGenerator"/>): for
/// servers, whose images come and go, and for whoever watches images grow.
/// </summary>
public interface ISessionGenerator : IDisposable
{
    /// <summary>The guidance used where none is asked for.</summary>
    GuidanceOptions DefaultGuidance { get; }

    /// <summary>The sampling used where none is asked for.</summary>
    SamplingOptions DefaultSampling { get; }

    /// <summary>How the model's weights are packed; null where libtorch computes.</summary>
    WeightFormat? Weights { get; }

    /// <summary>Classes of the model: labels are 0 .. ClassCount - 1; 0 of one that takes prompts.</summary>
    int ClassCount { get; }

    /// <summary>Width and height of its images, in pixels; null where each request says how large its image is.</summary>
    int? FixedSize { get; }

    /// <summary>Checks a request, and turns it into an image that a session can take. Safe on any thread.</summary>
    /// <param name="request">What to generate.</param>
    /// <returns>The image, nothing of it sampled.</returns>
    /// <exception cref="ArgumentException">Something of the request is not possible; the message says what.</exception>
    SessionImage Prepare(ImageRequest request);

    /// <summary>Begins a session. Several of one generator may be open, but only one may be at work at a time.</summary>
    /// <param name="capacity">Images that grow at a time, at most.</param>
    /// <param name="size">How large they may be; null (default) takes <see cref="SessionSize.Default"/>.</param>
    /// <returns>The session; to be disposed before its generator.</returns>
    ImageSession OpenSession(int capacity, SessionSize? size = null);

    /// <summary>A picture's tokens, as <see cref="ImageRequest.Given"/> takes them. Safe on any thread.</summary>
    /// <param name="picture">The picture, as large as the image that it is for.</param>
    /// <exception cref="ArgumentException">It has another size than the model's images can have.</exception>
    IReadOnlyList<long> CodesOf(RgbImage picture);
}
