namespace SoftCfg.Decoding;

/// <summary>The uniforms that tokens are drawn with; <see cref="SampleRandom.Uniform"/> is one.</summary>
/// <param name="sampleIndex">The image's index in its run.</param>
/// <param name="step">The index of the token.</param>
/// <param name="draw">Which draw of that step.</param>
/// <returns>A number in [0, 1).</returns>
public delegate double UniformSource(long sampleIndex, int step, int draw);
