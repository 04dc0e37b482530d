namespace SoftCfg.Checkpoints.Torch;

/// <summary>One entry of a zip archive, as its central directory describes it.</summary>
/// <param name="Name">Path within the archive.</param>
/// <param name="Method">0 if stored; anything else is compressed.</param>
/// <param name="Flags">General purpose flags.</param>
/// <param name="Checksum">CRC-32 of the content.</param>
/// <param name="StoredBytes">Bytes in the archive.</param>
/// <param name="Bytes">Bytes of the content.</param>
/// <param name="HeaderOffset">Where its local header is.</param>
internal sealed record ZipEntry(string Name, ushort Method, ushort Flags, uint Checksum, long StoredBytes, long Bytes,
    long HeaderOffset);
