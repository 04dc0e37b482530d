namespace SoftCfg.Npz;

/// <summary>An uncompressed member of a zip file.</summary>
/// <param name="Name">Its ASCII name.</param>
/// <param name="Bytes">Bytes of its content.</param>
/// <param name="Checksum">The content's CRC-32.</param>
/// <param name="Offset">Where its header begins.</param>
internal sealed record StoredEntry(string Name, long Bytes, uint Checksum, long Offset);
