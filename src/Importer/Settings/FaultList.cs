namespace Importer.Settings;

/// <summary>Gathers faults, so that all are told at once; one a place.</summary>
internal sealed class FaultList
{
    private readonly List<SettingFault> _faults = [];

    /// <summary>All that were found.</summary>
    public IReadOnlyList<SettingFault> All => _faults;

    /// <summary>Notes a fault unless its place has one already.</summary>
    public void Add(string path, string? value, string message)
    {
        if (!_faults.Exists(fault => fault.Path.Equals(path, StringComparison.OrdinalIgnoreCase)))
        {
            _faults.Add(new(path, SecretMask.Show(path, value), message));
        }
    }

    /// <summary>True when something at or below <paramref name="path"/> is wrong, so that judging it as a whole would only repeat that.</summary>
    public bool Any(string path) => _faults.Exists(fault =>
        fault.Path.Equals(path, StringComparison.OrdinalIgnoreCase) || fault.Path.StartsWith(path + ":", StringComparison.OrdinalIgnoreCase));
}
