using static TorchSharp.torch;

namespace SoftCfg.Models.LuminaMGpt;

/// <summary>Where the large tables of a model are: those of products stay an outline until they are packed, tensor by tensor.</summary>
/// <param name="Embeddings">How embeddings are stored: as the checkpoint has them costs nothing and loses nothing.</param>
/// <param name="Projections">Where the weights of products live; the meta device where they will be packed.</param>
internal sealed record LuminaMGptPlacement(ScalarType Embeddings, Device Projections);
