namespace SoftCfg.Runs;

/// <summary>
/// Makes the images of a chunk, in order: what a run does not know. A generator of classes or of prompts is behind it, or, where
/// tokens were kept, an image tokenizer.
/// </summary>
/// <param name="chunk">The chunk.</param>
/// <param name="progress">Told of every step.</param>
/// <param name="cancellationToken">Checked at every step.</param>
internal delegate IEnumerable<RunImage> ChunkSampler(RunChunk chunk, IProgress<GenerationProgress> progress,
    CancellationToken cancellationToken);
