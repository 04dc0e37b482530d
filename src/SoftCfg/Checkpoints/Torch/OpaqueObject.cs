namespace SoftCfg.Checkpoints.Torch;

/// <summary>An object of a known harmless class. Its content is dropped; only its class name is kept.</summary>
internal sealed record OpaqueObject(string ClassName);
