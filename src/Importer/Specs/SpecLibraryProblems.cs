using System.Diagnostics.CodeAnalysis;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Importer.Specs;

/// <summary>
/// What Microsoft's own OpenAPI reader finds. Its findings are reported and never fatal: published documents that API
/// Management imports every day have some.
/// </summary>
internal static class SpecLibraryProblems
{
    [SuppressMessage("Design", "CA1031", Justification = "The reader throws all kinds of exceptions for damaged documents.")]
    public static IEnumerable<SpecProblem> Of(string json)
    {
        try
        {
            var diagnostic = OpenApiDocument.Parse(json, OpenApiConstants.Json, new OpenApiReaderSettings()).Diagnostic;
            return diagnostic is null
                ? []
                : diagnostic.Errors.Concat(diagnostic.Warnings)
                    .Select(error => new SpecProblem(error.Pointer ?? SpecPointer.Root, error.Message, IsFatal: false));
        }
        catch (Exception fault)
        {
            return [new(SpecPointer.Root, $"cannot be read as OpenAPI: {fault.Message}", IsFatal: true)];
        }
    }
}
