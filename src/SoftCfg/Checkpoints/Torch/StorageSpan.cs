namespace SoftCfg.Checkpoints.Torch;

/// <summary>Where the bytes of a storage are.</summary>
/// <param name="Offset">From the start of the file.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Checksum">CRC-32 of the bytes, where the format has one.</param>
internal sealed record StorageSpan(long Offset, long Bytes, uint? Checksum);
