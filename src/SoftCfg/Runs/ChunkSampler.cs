namespace SoftCfg.Runs;

/// <summary>
/// Makes the images of a chunk, in order: what a run does not know. A run of classes has a generator behind it, one of kept tokens an
/// image tokenizer; a run of prompts needs nothing else.
/// </summary>
/// <param name="chunk">The chunk.</param>
/// <param name="progress">Told of every step.</param>
/// <param name="cancellationToken">Checked at every step.</param>
internal delegate IEnumerable<GeneratedImage> ChunkSampler(RunChunk chunk, IProgress<GenerationProgress> progress,
    CancellationToken cancellationToken);
