namespace Importer.Reports;

/// <summary>How many resources were, or would be, changed in which way.</summary>
/// <param name="Create">Created.</param>
/// <param name="Update">Updated.</param>
/// <param name="Delete">Deleted.</param>
/// <param name="Unchanged">Already as wanted.</param>
public sealed record RunCounts(int Create = 0, int Update = 0, int Delete = 0, int Unchanged = 0)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Create} created, {Update} updated, {Delete} deleted, {Unchanged} unchanged";
}
